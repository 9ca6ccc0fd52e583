import type { ButtonHTMLAttributes } from 'react';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
    kind?: 'primary' | 'danger' | 'quiet';
    small?: boolean;
    wide?: boolean;
}

export function buttonClass({ kind, small, wide }: Pick<ButtonProps, 'kind' | 'small' | 'wide'> = {}): string {
    const parts = ['button', kind && `button-${kind}`, small && 'button-small', wide && 'button-wide'];
    return parts.filter(Boolean).join(' ');
}

export function Button({ kind, small, wide, type = 'button', className, ...rest }: ButtonProps) {
    const classes = [buttonClass({ kind, small, wide }), className].filter(Boolean).join(' ');
    return <button type={type} className={classes} {...rest} />;
}

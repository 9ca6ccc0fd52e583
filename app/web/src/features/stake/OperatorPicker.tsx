import { formatBps, operatorRoles } from '@assay/client';
import { useId } from 'react';
import { Badge, shortAddress } from '../../components';
import type { Offer } from './operators';
import { formatRate, formatYearly } from './rates';
import { useOperatorName } from './useStake';

interface OperatorPickerProps {
    legend: string;
    offers: readonly Offer[];
    /** An operator's address, or '' for none. */
    selected: string;
    onSelect(operator: string): void;
    /** Whether nobody can be chosen. */
    optional?: boolean;
}

/** Operators as choices, best for a backer first. */
export function OperatorPicker({ legend, offers, selected, onSelect, optional }: OperatorPickerProps) {
    const group = useId();
    return (
        <fieldset className="picker">
            <legend className="field-label">{legend}</legend>
            <div className="picker-list">
                {optional && (
                    // Its text is deeper inside than the rule looks.
                    // eslint-disable-next-line jsx-a11y/label-has-associated-control
                    <label className="picker-option">
                        <input type="radio" name={group} checked={selected === ''} onChange={() => onSelect('')} />
                        <span className="picker-text">
                            <strong>Nobody for now</strong>
                            <span className="small muted">It votes and earns nothing until it backs an operator.</span>
                        </span>
                    </label>
                )}
                {offers.map((offer) => (
                    <Option
                        key={offer.operator.address}
                        offer={offer}
                        group={group}
                        checked={selected === offer.operator.address}
                        onSelect={() => onSelect(offer.operator.address)}
                    />
                ))}
            </div>
            {offers.length === 0 && <p className="field-hint">No operator is registered yet.</p>}
        </fieldset>
    );
}

interface OptionProps {
    offer: Offer;
    group: string;
    checked: boolean;
    onSelect(): void;
}

function Option({ offer, group, checked, onSelect }: OptionProps) {
    const { operator, yearly, refusal } = offer;
    const name = useOperatorName()(operator.address);
    return (
        // eslint-disable-next-line jsx-a11y/label-has-associated-control
        <label className="picker-option">
            <input type="radio" name={group} checked={checked} disabled={!!refusal} onChange={onSelect} />
            <span className="picker-text">
                <span className="row-between">
                    <strong className={name ? undefined : 'mono'}>{name ?? shortAddress(operator.address)}</strong>
                    <strong>{refusal ? <Badge tone="bad">{refusal}</Badge> : `${formatYearly(yearly)} a year`}</strong>
                </span>
                <span className="small muted">{detail(offer)}</span>
            </span>
        </label>
    );
}

function detail({ operator, commissionBps, announced, saturationBps }: Offer): string {
    const { data } = operator;
    const parts = [
        operatorRoles(data).join(' and ').toLowerCase(),
        `commission ${formatBps(commissionBps)}${announced ? `, ${formatBps(announced.bps)} announced` : ''}`,
        `${formatRate((saturationBps / 100n) * 100n)} of the saturation limit${saturationBps > 10_000n ? ', above it stake earns nothing' : ''}`,
    ];
    if (data.convictions > 0)
        parts.push(`${data.convictions} ${data.convictions === 1 ? 'conviction' : 'convictions'}`);
    return parts.join(' · ');
}

/** What backing can cost, in plain words. */
export const SLASHING =
    'If the operator is convicted of a wrong result or fails its jobs, its own bond pays first; when that is not enough, its backers lose a part of their stake, all in the same proportion. That is final.';

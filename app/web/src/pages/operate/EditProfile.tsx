import { updateOperator } from '@assay/client/actions/operator';
import { useMemo, type FormEvent } from 'react';
import { Button, Card, useDraft } from '../../components';
import { profileText, readProfile } from '../../features/operators/profile';
import { usePriceToken } from '../../features/operators/useOperators';
import { useTransact } from '../../transactions';
import { ProfileFields } from './ProfileFields';
import type { OwnProps } from './Manage';

export function EditProfile({ wallet, pool, row }: OwnProps) {
    const price = usePriceToken();
    const transact = useTransact();
    const text = JSON.stringify(profileText(row.operator.data, price.decimals));
    const present = useMemo(() => JSON.parse(text) as ReturnType<typeof profileText>, [text]);
    const draft = useDraft(`operate.profile.${row.address}`, present);
    const { profile, errors } = readProfile(draft.value, wallet, price.decimals);
    const isChanged = JSON.stringify(draft.value) !== text;
    const submit = async (event: FormEvent) => {
        event.preventDefault();
        if (!profile) return;
        const notes = ['Jobs that run already go on as they are.'];
        if (profile.agent !== row.operator.data.agent) {
            notes.push(
                'The agent changes: the daemon with the old key can do nothing for this operator any more, running jobs included.',
            );
        }
        const receipt = await transact({
            title: 'Change the profile',
            build: async () => [await updateOperator(pool, wallet, profile)],
            notes,
        });
        if (receipt) draft.clear();
    };
    return (
        <Card title="Profile">
            <form className="stack" onSubmit={(event) => void submit(event)} noValidate>
                <ProfileFields draft={draft} errors={errors} symbol={price.symbol} />
                <div className="row">
                    <Button type="submit" kind="primary" disabled={!isChanged || !profile}>
                        Save
                    </Button>
                    {isChanged && <Button onClick={draft.clear}>As it is on chain</Button>}
                </div>
            </form>
        </Card>
    );
}

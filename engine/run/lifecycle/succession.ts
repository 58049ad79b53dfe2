import { partition } from 'lodash';
import { refKey, type RecordRef, type Side } from '../../model';
import { nameRecord } from '../job';
import type { Commit, Link, LinkWithBase, ReviewItem } from '../store-port';

type LinkCommit = NonNullable<Commit['link']>;

/** What becomes of the links of one pair when records of one of its sides went into one. */
export interface Succession {
	moved: LinkCommit[];
	unlink: string[];
	/** Records of the other side that stand for one record now. */
	duplicates: Array<[RecordRef, RecordRef]>;
}

/**
 * The links (and with them the bases) go to the winner. A left record has one link: where the winner has one of its own, or there are
 * several losers, the others rest, and their right records are duplicates. A right record may have many: all move, and the left records that
 * meet there are duplicates. Whoever comes first, the end is the same. `own`: the winner's links, `inherited`: the losers'.
 */
export function succession(side: Side, winner: RecordRef, own: readonly LinkWithBase[], inherited: readonly LinkWithBase[]): Succession {
	const inOrder = [...inherited].sort((one, two) => Number(one.id) - Number(two.id));
	const [open, resting] = partition(inOrder, ({ rests }) => rests !== true);
	if (side === 'left') return leftSuccession(winner, own, open);
	const { moved, duplicates } = rightSuccession(winner, own, open);
	// They kept a right record from being made on the left again that is no more.
	return { moved, duplicates, unlink: resting.map(({ id }) => id) };
}

function leftSuccession(winner: RecordRef, own: readonly LinkWithBase[], inherited: readonly LinkWithBase[]): Succession {
	const [kept, ...others] = [...own.filter(({ rests }) => rests !== true), ...inherited];
	if (kept === undefined || inherited.length === 0) return { moved: [], unlink: [], duplicates: [] };
	const isSame = (link: Link) => refKey(link.right) === refKey(kept.right);
	const resting = others.filter((link) => !isSame(link));
	return {
		moved: [...(inherited.includes(kept) ? [asCommit({ ...kept, left: winner })] : []), ...resting.map((link) => ({ ...asCommit(link), rests: true as const }))],
		unlink: others.filter(isSame).map(({ id }) => id),
		duplicates: resting.filter(({ gone }) => gone?.right === undefined && kept.gone?.right === undefined).map(({ right }) => [kept.right, right]),
	};
}

function rightSuccession(winner: RecordRef, own: readonly LinkWithBase[], inherited: readonly LinkWithBase[]): Omit<Succession, 'unlink'> {
	const there: LinkWithBase[] = own.filter(isThere);
	const duplicates: Succession['duplicates'] = [];
	for (const link of inherited.filter(isThere)) {
		duplicates.push(...there.map(({ left }): [RecordRef, RecordRef] => [left, link.left]));
		there.push(link);
	}
	return { moved: inherited.map((link) => asCommit({ ...link, right: winner })), duplicates };
}

const isThere = ({ rests, gone }: Link): boolean => rests !== true && gone?.left === undefined;

/** As it is stored: what it is in agreement about goes along. */
export function asCommit({ id, left, right, leftModifiedAt, rightModifiedAt, base }: LinkWithBase): LinkCommit {
	return { id, left, right, leftModifiedAt, rightModifiedAt, base };
}

/** One question for each two records. */
export function duplicateQuestion(pair: string, [one, other]: readonly [RecordRef, RecordRef], of: RecordRef): ReviewItem {
	return {
		kind: 'duplicate',
		pair,
		key: duplicateKey(one, other),
		message: `${nameRecord(one)} and ${nameRecord(other)} both stand for ${nameRecord(of)} now. If they are the same, merge them there; until then ${nameRecord(one)} is kept in step with it.`,
		details: { linked: one.id, unlinked: other.id },
		source: of,
		target: one,
	};
}

export const duplicateKey = (one: RecordRef, other: RecordRef): string => [one, other].map(refKey).sort().join('~');

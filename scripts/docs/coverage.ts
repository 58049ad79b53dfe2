/**
 * `npx tsx scripts/docs/coverage.ts`: writes the rows of every pair that auto-map knows into docs/coverage.md anew, between its two marks.
 * The rest of the page is written by hand.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KNOWN_PAIRS, type KnownPair, type KnownRow } from '../../engine/mapping/compile/known-fields';
import type { MatchKey, SystemName } from '../../engine/model';

const PAGE = join(__dirname, '..', '..', 'docs', 'coverage.md');
const BEGIN = '<!-- rows: written by scripts/docs/coverage.ts -->';
const END = '<!-- rows: end -->';

const NAMES: Readonly<Record<SystemName, string>> = { salesforce: 'Salesforce', hubspot: 'HubSpot', pact: 'Pact' };

/** Which way a row goes: as the mapper's *Default Rule* says, where it has no rule of its own. */
const WAYS: Readonly<Record<NonNullable<KnownRow['rule']>, string>> = {
	preferLeftUnlessBlank: '⇄', preferRightUnlessBlank: '⇄', alwaysLeft: '→', alwaysRight: '←', newestWins: '⇄', askPerson: '⇄', mostRestrictive: '⇄',
	createOnly: '⇄ once', doNotSync: '–',
};

const WORDS: Readonly<Record<NonNullable<KnownRow['lens']>, string>> = {
	text: '', number: 'number', boolean: 'yes or no', money: 'money with currency', date: 'day', datetime: 'moment', name: 'person name', email: 'e-mail address', phone: 'phone',
	url: 'web address', domain: 'website domain', picklist: 'list, by label or your pairs', multiselect: 'several of a list', reference: 'linked record', references: 'linked records', tags: 'tags, one by one', consent: 'opt-outs only', constant: 'always the same',
};

const code = (field: string): string => `\`${field}\``;

/** "`Name` | ⇄ | `name` | text". */
function line(row: KnownRow): string {
	if (row.lens === 'constant') {
		const [field, way, value] = row.left ? [row.left, '← once', row.leftDefault] : [row.right, '→ once', row.rightDefault];
		const written = `${code(field)} = ${String(value)}`;
		return row.left ? `| ${written} | ${way} | | ${WORDS.constant} |` : `| | ${way} | ${written} | ${WORDS.constant} |`;
	}
	const remarks = [WORDS[row.lens ?? 'text'], ...(row.rule === 'newestWins' ? ['newest wins'] : []), ...(row.byLabel ? ['the label'] : []), ...(row.ignoreClears ? ['clears nothing'] : [])];
	const way = row.lens === 'consent' ? WAYS.mostRestrictive : WAYS[row.rule ?? 'preferLeftUnlessBlank'];
	return `| ${code(row.left)} | ${way} | ${code(row.right)} | ${remarks.filter((words) => words !== '').join('; ')} |`;
}

const match = ({ kind, left, right }: MatchKey): string => `${left} ~ ${right} (${kind === 'text' ? 'same text' : kind})`;

function found({ match: keys, externalIds }: KnownPair): string {
	const by = [...keys.map(match), ...(externalIds?.right ? [`${externalIds.right}, which every create carries`] : [])];
	return by.length > 0 ? `Found by ${by.join(', ')}.` : 'Found by a field for the other side’s id only.';
}

function section(pair: KnownPair): string {
	const { left, right, rows, only } = pair;
	const conditions = [only?.left && `${left.object} with ${only.left.field} ${values(only.left.values)}`, only?.right && `${right.object} with ${only.right.field} ${values(only.right.values)}`];
	const belongs = conditions.filter(Boolean).map((words) => ` Only ${String(words)}.`).join('');
	return [
		`#### ${NAMES[left.system]} ${left.object} ⇄ ${NAMES[right.system]} ${right.object}`,
		'',
		`${found(pair)}${belongs}${only?.related ? ' Nothing is made that belongs to no linked record.' : ''}`,
		'',
		`| ${NAMES[left.system]} | | ${NAMES[right.system]} | as |`,
		'| --- | --- | --- | --- |',
		...rows.map(line),
	].join('\n');
}

const values = (all: readonly string[]): string => (all.length === 0 ? 'of none (they only come from the other side)' : all.map((value) => (value === '' ? 'blank' : code(value))).join(', '));

/** The rows of all known pairs, as they must stand in the page. */
export const coverageRows = (): string => [BEGIN, ...KNOWN_PAIRS.map(section), END].join('\n\n');

/** The page with these rows. @throws Error where the page has lost its marks */
export function withRows(page: string, rows: string): string {
	const [from, to] = [page.indexOf(BEGIN), page.indexOf(END)];
	if (from < 0 || to < from) throw new Error(`docs/coverage.md has lost its marks: ${BEGIN} … ${END}.`);
	return `${page.slice(0, from)}${rows}${page.slice(to + END.length)}`;
}

if (require.main === module) writeFileSync(PAGE, withRows(readFileSync(PAGE, 'utf8'), coverageRows()));

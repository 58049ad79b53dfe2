import { sum } from 'lodash';
import { SYSTEM_NAMES, type Outcome } from '../../engine/model';
import { html, type Html } from '../page/html';
import { utc } from '../page/layout';
import { howLong } from '../pace';
import { KIND_NAMES } from '../page/views/question-item';
import { nameRecord } from '../words';
import type { DigestFigures } from './digest';

/** A digest as it is mailed. */
export interface Letter {
	subject: string;
	/** Plain text. */
	text: string;
	/** The same as HTML: a fragment with no assets from outside; everything in it is escaped. */
	html: string;
}

interface Section {
	title: string;
	lines: string[];
}

const STATUS: Record<DigestFigures['status'], string> = { well: 'all is well', attention: 'somebody should have a look', trouble: 'a trigger is in trouble' };

/** In the order in which they are told; what did not happen is left out. */
const OUTCOMES: readonly Outcome[] = ['created', 'updated', 'unchanged', 'skipped', 'waiting', 'conflict', 'failed'];

/** The figures in words, as plain text and as HTML. */
export function letterOf(digest: DigestFigures): Letter {
	const subject = `Sync digest: ${STATUS[digest.status]}`;
	const span = `From ${utc(digest.since)} to ${utc(digest.until)}.`;
	const sections = sectionsOf(digest).filter(({ lines }) => lines.length > 0);
	const text = [subject, span, ...sections.map(({ title, lines }) => [`${title}:`, ...lines.map((line) => `- ${line}`)].join('\n'))].join('\n\n');
	return { subject, text: `${text}\n`, html: html`<h1>${subject}</h1><p>${span}</p>${sections.map(sectionHtml)}`.text };
}

const sectionHtml = ({ title, lines }: Section): Html => html`<h2>${title}</h2><ul>${lines.map((line) => html`<li>${line}</li>`)}</ul>`;

function sectionsOf({ alerts, syncs, questions, issues, calls, slowest }: DigestFigures): Section[] {
	const changes = syncs.map(({ name, outcomes, links }) => `${name}: ${told(outcomes)}; ${number(links)} linked records`);
	return [
		{ title: 'What needs somebody', lines: alerts.map(({ title, text }) => `${title}. ${text}`) },
		{ title: 'Changes', lines: changes.length === 0 ? ['No sync has run yet'] : changes },
		{ title: 'Questions for a person', lines: questions.total === 0 ? ['None'] : questions.byKind.map(({ kind, count }) => `${KIND_NAMES[kind]}: ${number(count)}`) },
		{ title: 'Records given up', lines: issues.total === 0 ? ['None'] : issues.causes.map(({ count, what, why, fix }) => `${number(count)} × ${what}: ${why}. ${fix}`) },
		{ title: 'API calls of the last 24 hours', lines: calls.map(callsInWords) },
		{ title: 'Slowest', lines: slowest.map(({ sync, record, seconds }) => `${nameRecord(record)} took ${howLong(seconds)} (${sync})`) },
	];
}

function callsInWords({ system, connection, own, ownLimit, everybody, limit }: DigestFigures['calls'][number]): string {
	const ofOurs = ownLimit === undefined ? '' : ` of ${number(ownLimit)} that it may make`;
	const ofAll = everybody === undefined || limit === undefined ? '' : `; by everybody ${number(everybody)} of ${number(limit)}`;
	return `${SYSTEM_NAMES[system]} ${connection}: ${number(own)} by the sync${ofOurs}${ofAll}`;
}

function told(outcomes: DigestFigures['outcomes']): string {
	const counts = OUTCOMES.flatMap((outcome) => (outcomes[outcome] === undefined ? [] : [`${number(outcomes[outcome])} ${outcome}`]));
	return sum(Object.values(outcomes)) === 0 ? 'no changes' : counts.join(', ');
}

const number = (count: number): string => count.toLocaleString('en');

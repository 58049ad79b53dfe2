import type { Lookup } from '../run/system-port';
import { isSharedDomain, registrableDomain } from './domain';
import { readEmail, withoutPlusAddress } from './email';

export interface NormaliseOptions {
	/** `keep` (default): `ann+news@x.org` and `ann@x.org` are two people. `drop`: one. */
	plusAddress?: 'keep' | 'drop';
	/** Texts whose case differs are two. */
	exactCase?: boolean;
}

function foldText(text: string, exactCase: boolean): string | undefined {
	const wide = text.normalize('NFKC');
	const folded = exactCase ? wide : wide.toLowerCase().normalize('NFKC');
	return folded.replace(/\s+/gu, ' ').trim() || undefined;
}

/**
 * The form in which match keys are compared; undefined when the value cannot identify a record (blank, no e-mail
 * address, a free-mail or shared domain). E-mail: lower case. Domain: registrable domain of a web address, e-mail
 * address or domain. Text: case (unless `exactCase`), width and runs of white space do not matter. External ids: trimmed, case kept.
 */
export function normaliseKey(kind: Lookup['kind'], raw: unknown, options: NormaliseOptions = {}): string | undefined {
	if (typeof raw !== 'string' && typeof raw !== 'number') return undefined;
	const text = String(raw);
	switch (kind) {
		case 'email': {
			const email = readEmail(text);
			return email && options.plusAddress === 'drop' ? withoutPlusAddress(email) : email;
		}
		case 'domain': {
			const domain = registrableDomain(text);
			return domain === undefined || isSharedDomain(domain) ? undefined : domain;
		}
		case 'text':
			return foldText(text, options.exactCase ?? false);
		case 'external-id':
			return text.trim() || undefined;
	}
}

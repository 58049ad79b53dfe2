import type { Random } from '../../common/random';

/** Legal forms that one system keeps in the name and the other does not. */
const LEGAL_FORM = / (Ltd|GmbH|AG|SAS|Ltda|AB|Sp\. z o\.o\.|Inc\.|LLC|Pte Ltd|Pty Ltd|ApS)$/;

/** A company's name as somebody else typed it. */
export function respelledCompany(random: Random, name: string): string {
	const bare = name.replace(LEGAL_FORM, '');
	return random.pick([name, bare, bare, bare.toUpperCase(), `${bare} Group`, ` ${name}`, bare.replace('&', 'and')]);
}

/** A person's name as somebody else typed it: without its marks, in capitals, or as it is. */
export function respelledName(random: Random, name: string): string {
	const plain = name.normalize('NFD').replace(/\p{Diacritic}/gu, '');
	return random.pick([name, name, name.trim(), plain, plain, name.toUpperCase()]);
}

/** A phone number written otherwise: digits only, with dots, with a plus. */
export function respelledPhone(random: Random, phone: string): string {
	const digits = phone.replace(/[^\d+]/g, '');
	if (digits.length < 6) return phone;
	return random.pick([
		phone,
		digits,
		digits.replace(/^00/, '+'),
		digits.replace(/(\d{3})(?=\d)/g, '$1.'),
		`tel:${digits}`,
	]);
}

/** The host of a website as it was typed, without `www.`; undefined for what is none. */
export function domainOf(website: unknown): string | undefined {
	if (typeof website !== 'string') return undefined;
	const host = website
		.trim()
		.toLowerCase()
		.replace(/^https?:\/\//, '')
		.replace(/^(www|shop)\./, '')
		.replace(/[/:?#].*$/, '');
	return /^[a-z0-9.-]+\.[a-z]{2,}$/.test(host) ? host : undefined;
}

/** A domain as a website, in one of the ways people write it. */
export const websiteOf = (random: Random, domain: string): string =>
	random.pick([`https://www.${domain}`, domain, `https://${domain}/`, `www.${domain}`, `http://${domain}/home`]);

import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js';

/**
 * E.164 (with ` x<digits>` for an extension), or undefined when the *whole* text is not one valid number. National
 * numbers need `country`, an ISO 3166 code.
 */
export function readPhone(text: string, country?: string): string | undefined {
	// Without `extract: false` the words around a number would be dropped in silence.
	const options = { extract: false, ...(country ? { defaultCountry: country.toUpperCase() as CountryCode } : {}) };
	const parsed = parsePhoneNumberFromString(text, options);
	if (!parsed?.isValid()) return undefined;
	return parsed.ext ? `${parsed.number} x${parsed.ext}` : parsed.number;
}

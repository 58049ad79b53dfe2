import type { FieldValue } from '../../model';

/**
 * The spelling in which texts are compared: composed characters (NFC), Unix line ends (Salesforce answers CRLF for what
 * was typed in its pages), no white space at the ends. Case is meaningful.
 */
export function cleanText(text: string): string {
	return text.normalize('NFC').replace(/\r\n?/g, '\n').trim();
}

/** Any filled value as text; lists are joined by semicolons, as Salesforce and HubSpot hold them. */
export function asText(value: FieldValue): string {
	return cleanText(Array.isArray(value) ? value.join(';') : String(value));
}

/** Text without regard to case, for comparing list values. */
export function foldCase(text: string): string {
	// Lower-casing can decompose (İ), so that the result is composed again.
	return cleanText(text).toLowerCase().normalize('NFC');
}

/** A subscription type of the account. */
export interface Definition {
	readonly id: string;
	readonly name: string;
	readonly description: string;
	readonly purpose: string;
	readonly communicationMethod: string;
	readonly isActive: boolean;
	readonly isDefault: boolean;
	readonly isInternal: boolean;
}

const definition = (id: string, name: string, purpose: string, rest: Partial<Definition> = {}): Definition => ({
	id,
	name,
	purpose,
	description: `${name} e-mails`,
	communicationMethod: 'Email',
	isActive: true,
	isDefault: false,
	isInternal: false,
	...rest,
});

/** The account's subscription types; the first is also that of e-mails sent from a record. */
export const DEFINITIONS: readonly Definition[] = [
	definition('316890481', 'One to One', 'Sales', { isDefault: true, isInternal: true }),
	definition('316890482', 'Marketing Information', 'Marketing'),
	definition('316890483', 'Product Updates', 'Marketing'),
	definition('316890484', 'Events (retired)', 'Marketing', { isActive: false }),
];

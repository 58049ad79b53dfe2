import { compileMapping } from './compile-mapping';
import { field, options, pact, readOnly, salesforce } from './compile.fixture';
import type { MappingDefinition } from './definition';

type Row = NonNullable<MappingDefinition['rows']>[number];

const left = salesforce('Deal', [
	field('Name', 'text', { label: 'Deal Name', maxLength: 80 }),
	field('Amount', 'money'),
	field('Stage', 'picklist', { options: [...options('New', 'Won'), { value: 'L', label: 'Lost', active: true }, { value: 'Old', label: 'Old', active: false }], restricted: true }),
	field('Kind', 'picklist', { options: options('A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K', 'L') }),
	field('Day', 'date'),
	field('Moment', 'datetime'),
	field('Closed', 'datetime', readOnly),
	field('Sum', 'number', readOnly),
	field('Born', 'text', { updateable: false }),
	field('OwnerId', 'reference', { referenceTo: ['User'] }),
	field('HasOptedOutOfEmail', 'boolean'),
	field('First'), field('Last'),
	field('Currency__c', 'picklist', { options: options('EUR', 'USD'), restricted: true }),
]);
const right = pact('deals', [
	field('name', 'text', { maxLength: 40 }),
	field('value', 'number'),
	field('stage', 'picklist', { options: options('new', 'won'), restricted: true }),
	field('kind', 'picklist', { options: options('a'), restricted: true }),
	field('day', 'date'),
	field('moment', 'datetime'),
	field('score', 'number', readOnly),
	field('consent_status', 'picklist', { options: options('confirmed', 'pending', 'declined'), restricted: true }),
	field('company_id', 'reference', { referenceTo: ['companies'] }),
	field('owner'), field('note', 'longText'), field('first'), field('last'),
]);

/** `level row [field] message → what to do`, as people read them. */
const told = (rows: Row[], more: Partial<MappingDefinition> = {}): string[] =>
	compileMapping({ left: { system: 'salesforce', object: 'Deal' }, right: { system: 'pact', object: 'deals' }, autoMap: false, rows, ...more }, left, right).report.problems.map(
		(problem) => `${problem.level} ${problem.row ?? ''} [${problem.field ?? ''}] ${problem.message} → ${problem.fix}`,
	);

it.each<[string, Row[], string[], Partial<MappingDefinition>?]>([
	['a field that is not there, and is spelled like another', [{ left: 'Nam', right: 'name' }], [
		'error Nam~name [Nam] Salesforce Deal has no field "Nam" (any more), or the credential may not see it. → Did you mean Name? Choose it in the row, or remove the row.',
	]],
	['a field that is not there, and is like no other', [{ left: 'Xyzzy', right: 'name' }], [
		'error Xyzzy~name [Xyzzy] Salesforce Deal has no field "Xyzzy" (any more), or the credential may not see it. → Choose another field in the row, or remove the row.',
	]],
	['two fields that are not there', [{ left: 'Xyzzy', right: 'plugh' }], [
		'error Xyzzy~plugh [Xyzzy] Salesforce Deal has no field "Xyzzy" (any more), or the credential may not see it. → Choose another field in the row, or remove the row.',
		'error Xyzzy~plugh [plugh] Pact deals has no field "plugh" (any more), or the credential may not see it. → Choose another field in the row, or remove the row.',
	]],
	['a row that names one field only', [{ left: 'Name' }], [
		'error Name~ [] The row Name~ names no field of Pact deals. → Choose another field in the row, or remove the row.',
	]],
	['fields whose values have nothing in common', [{ left: 'Day', right: 'value' }], [
		'error Day~value [] Salesforce Day (date) cannot go to Pact value (number): their values have nothing in common. → Choose fields of one type, or a text field.',
	]],
	['a type that the fields cannot have', [{ left: 'Name', right: 'value', lens: 'email' }], [
		'error Name~value [] Salesforce Deal Name (text) cannot go to Pact value (number) as email: their values have nothing in common. → Choose the type "auto", or fields that hold such values.',
	]],
	['a day that would overwrite a moment on the right', [{ left: 'Day', right: 'moment', rule: 'alwaysLeft' }], [
		'error Day~moment [] From Salesforce Day (date) to Pact moment (date and time): a day has no time of day. → Choose the rule "Always right", so that it is never overwritten.',
	]],
	['a day that would overwrite a moment on the left', [{ left: 'Moment', right: 'day', rule: 'alwaysRight' }], [
		'error Moment~day [] From Pact day (date) to Salesforce Moment (date and time): a day has no time of day. → Choose the rule "Always left", so that it is never overwritten.',
	]],
	['a text that goes to a number', [{ left: 'Name', right: 'value', rule: 'alwaysLeft' }], [
		'warning Name~value [] From Salesforce Deal Name (text) to Pact value (number): texts that are not numbers are held back. → Nothing, if that is what you want; else choose another field.',
	]],
	['a read-only field on the right', [{ left: 'Name', right: 'score', rule: 'alwaysLeft' }], [
		'error Name~score [score] Pact score (number) cannot be changed from outside (formula, system field or missing right), but the row\'s rule writes to it. → Choose the rule "Always right", so that values only go to Salesforce Deal Name (text); or give the credential the right to edit it.',
		'warning Name~score [] From Salesforce Deal Name (text) to Pact score (number): texts that are not numbers are held back. → Nothing, if that is what you want; else choose another field.',
	]],
	['a read-only field on the left', [{ left: 'Sum', right: 'value', rule: 'alwaysRight' }], [
		'error Sum~value [Sum] Salesforce Sum (number) cannot be changed from outside (formula, system field or missing right), but the row\'s rule writes to it. → Choose the rule "Always left", so that values only go to Pact value (number); or give the credential the right to edit it.',
	]],
	['two read-only fields', [{ left: 'Sum', right: 'score', rule: 'newestWins' }], [
		'error Sum~score [Sum] Salesforce Sum (number) cannot be changed from outside (formula, system field or missing right), but the row\'s rule writes to it. → Remove the row, choose another field, or give the credential the right to edit it.',
		'error Sum~score [score] Pact score (number) cannot be changed from outside (formula, system field or missing right), but the row\'s rule writes to it. → Remove the row, choose another field, or give the credential the right to edit it.',
	]],
	['a text that may be too long for the other side', [{ left: 'Name', right: 'name' }], [
		'warning Name~name [name] Salesforce Deal Name (text) holds up to 80 characters, Pact name (text) only 40. → Longer values are held back and reported, never cut. Make the field longer if that happens.',
	]],
	['nothing, where that side is not written', [{ left: 'Name', right: 'name', rule: 'alwaysRight' }], []],
	['the rule for consent where there is none', [{ left: 'Name', right: 'name', rule: 'mostRestrictive' }], [
		'error Name~name [] The rule "Most restrictive wins" is for consent, and Pact name (text) holds none. → Choose another rule, or the type "consent".',
		'warning Name~name [name] Salesforce Deal Name (text) holds up to 80 characters, Pact name (text) only 40. → Longer values are held back and reported, never cut. Make the field longer if that happens.',
	]],
	['consent under a rule that may relax it', [{ left: 'HasOptedOutOfEmail', right: 'consent_status', rule: 'newestWins' }], [
		'warning HasOptedOutOfEmail~consent_status [] With this rule, Pact consent_status (list, one value) may become less restrictive: somebody who opted out could be written to again. → Choose the rule "Most restrictive wins" unless the law lets you do otherwise.',
	]],
	['nothing, where consent is not synced', [{ left: 'HasOptedOutOfEmail', right: 'consent_status', rule: 'doNotSync' }], []],
	['a default that cannot be taken apart', [{ left: 'Amount', right: 'value', lens: 'money', leftCurrency: 'Currency__c', rightCurrency: 'EUR', leftDefault: 'lots' }], [
		'error Amount~value [Amount] The default of Amount for Salesforce cannot be used: The value of Amount is not an amount with a currency. → Write an amount with its currency ("0 EUR"), or a full name.',
	]],
	['an amount without a currency', [{ left: 'Amount', right: 'value', lens: 'money', rightCurrency: 'EUR' }], [
		'error Amount~value [Amount] It is not known which currency Salesforce Amount (amount of money) is in. → Name the field beside it that holds the currency, or a fixed one such as EUR.',
	]],
	['currencies that are neither fields nor codes', [{ left: 'Amount', right: 'value', lens: 'money', leftCurrency: 'Currency', rightCurrency: 'Euro' }], [
		'error Amount~value [Currency] The currency of Salesforce Amount (amount of money), "Currency", is no field of Salesforce Deal and no currency code. → Did you mean Currency__c?',
		'error Amount~value [Euro] The currency of Pact value (number), "Euro", is no field of Pact deals and no currency code. → Name a field, or a currency by its three capital letters.',
	]],
	['amounts in two fixed currencies', [{ left: 'Amount', right: 'value', lens: 'money', leftCurrency: 'USD', rightCurrency: 'EUR' }], [
		'error Amount~value [Amount] Salesforce Amount (amount of money) is in USD and Pact value (number) in EUR: no amount could ever travel, because amounts are not converted. → Choose fields of one currency.',
	]],
	['a last name that is not there, and is spelled like another field', [{ left: 'First', right: 'owner', lens: 'name', leftLastName: 'Lst' }], [
		'error First~owner [Lst] Salesforce Deal has no field "Lst" (any more), which the row uses for last names. → Did you mean Last?',
	]],
	['a last name that is not there, and is like no other field', [{ left: 'First', right: 'owner', lens: 'name', leftLastName: 'Xyzzy' }], [
		'error First~owner [Xyzzy] Salesforce Deal has no field "Xyzzy" (any more), which the row uses for last names. → Choose another field for last names.',
	]],
	['one field for first and last name', [{ left: 'First', right: 'owner', lens: 'name', leftLastName: 'First' }], [
		'error First~owner [First] Salesforce First (text) cannot hold the first name and the last name at once. → Choose another field for last names.',
	]],
	['a last name of its own on both sides', [{ left: 'First', right: 'first', lens: 'name', leftLastName: 'Last', rightLastName: 'last' }], [
		'error First~first [First] Both sides have a field for the last name, so that nothing needs to be joined or split. → Make one row for the first name and one for the last name instead.',
	]],
	['time zones that are none, or have no meaning', [{ left: 'Moment', right: 'note', lens: 'datetime', rightZone: 'Berlin' }, { left: 'Moment', right: 'name', lens: 'datetime', leftZone: 'Europe/Berlin' }], [
		'error Moment~name [Moment] Salesforce Moment (date and time) holds moments, which are the same in every time zone; wall time written there would be another moment. → Remove the time zone of that side.',
		'error Moment~note [note] "Berlin" is no time zone. → Name it as Region/City, for example Europe/Berlin or America/New_York.',
		'warning Moment~name [] From Pact name (text) to Salesforce Moment (date and time): texts that are not a date and time are held back. → Nothing, if that is what you want; else choose another field.',
		'warning Moment~note [] From Pact note (long text) to Salesforce Moment (date and time): texts that are not a date and time are held back. → Nothing, if that is what you want; else choose another field.',
	]],
	['a reference that no pair resolves', [{ left: 'OwnerId', right: 'company_id' }], [
		'error OwnerId~company_id [] Salesforce OwnerId (link to a record) points to another record, and it is not known which pair keeps that record in step with Pact. → Name the pair in "Reference pairs", or remove the row.',
	]],
	['list values that are not there, or have no partner', [{ left: 'Kind', right: 'kind' }, { left: 'Stage', right: 'stage' }], [
		'warning Stage~stage [Stage] Value pairs name values that Salesforce Stage (list, one value) does not have (any more): "Lst". → Choose other partners for them, or add the values to the list again.',
		'warning Stage~stage [stage] Value pairs name values that Pact stage (list, one value) does not have (any more): "lost". → Choose other partners for them, or add the values to the list again.',
		'info Kind~kind [Kind] These values of Salesforce Kind (list, one value) have no partner yet: "B", "C", "D", "E", "F", "G", "H", "I", "J", "K" and 1 more. → Add value pairs for the ones you use. Records with such a value wait in the review list until then; nothing is lost.',
		'info Stage~stage [Stage] These values of Salesforce Stage (list, one value) have no partner yet: "Lost" (L). → Add value pairs for the ones you use. Records with such a value wait in the review list until then; nothing is lost.',
	], { values: [{ field: 'stage', leftValue: 'Lst', rightValue: 'lost' }, { field: 'Stage', leftValue: 'Lst', rightValue: 'won' }] }],
	['a fallback that the list does not have', [{ left: 'Stage', right: 'stage', rightFallback: 'other' }], [
		'warning Stage~stage [stage] Pact stage (list, one value) does not have the value that is to be written for unknown ones (any more): "other". → Choose one of the list. Until then values without a partner wait in the review list.',
		'info Stage~stage [Stage] These values of Salesforce Stage (list, one value) have no partner yet: "Lost" (L). → Add value pairs for the ones you use. Records with such a value wait in the review list until then; nothing is lost.',
	]],
	['a text row that names two fields', [{ left: 'Name', right: 'name', lens: 'template', template: '{First}' }], [
		'error Name~name [] The text row Name~name must name the field that it fills, on one side only. → Leave the field of the side that is read empty; name its fields in the text, in braces.',
	]],
	['a text row that names none', [{ lens: 'template', template: '{First}' }], [
		'error ~ [] The text row ~ must name the field that it fills, on one side only. → Leave the field of the side that is read empty; name its fields in the text, in braces.',
	]],
	['a text row for a field that is spelled like another', [{ right: 'nam', lens: 'template', template: '{First}' }], [
		'error ~nam [nam] Pact deals has no field "nam" (any more), or the credential may not see it. → Did you mean name? Choose it in the row, or remove the row.',
	]],
	['a text row for a field that is like no other', [{ right: 'plugh', lens: 'template', template: '{First}' }], [
		'error ~plugh [plugh] Pact deals has no field "plugh" (any more), or the credential may not see it. → Choose another field in the row, or remove the row.',
	]],
	['a text row without a text', [{ right: 'name', lens: 'template' }], [
		'error ~name [] The text of the row ~name cannot be used: it names no field in braces. → Write fields in braces, for example {FirstName} {LastName} ({Title}).',
	]],
	['a text without fields', [{ right: 'name', lens: 'template', template: ' plain ' }], [
		'error ~name [] The text of the row ~name cannot be used: it names no field in braces. → Write fields in braces, for example {FirstName} {LastName} ({Title}).',
	]],
	['a text row for a number', [{ right: 'value', lens: 'template', template: '{First}' }], [
		'error ~value [value] Pact value (number) cannot hold a text. → Choose a text field.',
	]],
	['a text with fields that are not there', [{ right: 'name', lens: 'template', template: '{Firs} {Xyzzy}' }], [
		'error ~name [Firs] The text of the row ~name names "Firs", which Salesforce Deal does not have (any more). → Did you mean First?',
		'error ~name [Xyzzy] The text of the row ~name names "Xyzzy", which Salesforce Deal does not have (any more). → Take it out of the text, or choose another field.',
	]],
	['a text row that is to go both ways', [{ right: 'name', lens: 'template', template: '{First}', rule: 'newestWins' }, { left: 'Last', lens: 'template', template: '{first}', rule: 'alwaysLeft' }], [
		'error Last~ [] The text for Salesforce Last (text) is put together from several fields and cannot be taken apart again, but the row\'s rule goes both ways. → Choose the rule "Always right" or "Create only".',
		'error ~name [] The text for Pact name (text) is put together from several fields and cannot be taken apart again, but the row\'s rule goes both ways. → Choose the rule "Always left" or "Create only".',
	]],
	['a text row for a read-only field', [{ left: 'Born', lens: 'template', template: '{first}' }], [
		'error Born~ [Born] Salesforce Born (text) cannot be changed from outside, but the row writes to it. → Choose another field.',
	]],
	['a constant row without a value', [{ left: 'Name', right: 'name', lens: 'constant' }], [
		'error Name~name [] The constant row Name~name writes nothing. → Name the field to be written and give its fixed value (the default of that side).',
	]],
	['a constant row whose other field is not there', [{ left: 'Nam', right: 'note', lens: 'constant', rightDefault: 'x' }], [
		'error Nam~note [Nam] Salesforce Deal has no field "Nam" (any more), or the credential may not see it. → Did you mean Name? Choose it in the row, or remove the row.',
	]],
	['a constant row for a field that is not there', [{ right: 'plugh', lens: 'constant', rightDefault: 'x' }], [
		'error ~plugh [plugh] Pact deals has no field "plugh" (any more), or the credential may not see it. → Choose another field in the row, or remove the row.',
	]],
	['a constant row for a read-only field', [{ left: 'Closed', lens: 'constant', leftDefault: 'x' }], [
		'error Closed~ [Closed] Salesforce Closed (date and time) cannot be changed, but the constant row writes to it. → Remove the row, or give the credential the right to edit the field.',
	]],
	['a constant row for a field that can be filled on create only', [{ left: 'Born', lens: 'constant', leftDefault: 'x' }], [
		'error Born~ [Born] Salesforce Born (text) cannot be changed, but the constant row writes to it. → Choose the rule "Create only".',
	]],
	['the same, on create', [{ left: 'Closed', lens: 'constant', leftDefault: 'x', rule: 'createOnly' }], [
		'error Closed~ [Closed] Salesforce Closed (date and time) cannot be changed, but the constant row writes to it. → Remove the row, or give the credential the right to edit the field.',
	]],
	['three rows that write one field', [{ left: 'Name', right: 'note' }, { left: 'First', right: 'note' }, { left: 'Last', right: 'note' }], [
		'error First~note [note] Pact note is written by more than one row: First~note and Last~note, Name~note. → Keep one, or give the others a rule that does not write to Pact. Until then none of them is used.',
		'error Last~note [note] Pact note is written by more than one row: Last~note and First~note, Name~note. → Keep one, or give the others a rule that does not write to Pact. Until then none of them is used.',
		'error Name~note [note] Pact note is written by more than one row: Name~note and First~note, Last~note. → Keep one, or give the others a rule that does not write to Pact. Until then none of them is used.',
	]],
	['two rows that contradict each other', [{ left: 'Name', right: 'note' }, { left: 'Name', right: 'note', rule: 'newestWins' }], [
		'error Name~note [] The fields of Name~note are joined by more than one row, in different ways. → Keep one of the rows. Until then the field is not kept in step.',
	]],
	['match keys that are not there', [], [
		'error  [Nam] Salesforce Deal has no field "Nam", which the mapping uses as a match key. → Did you mean Name?',
		'error  [plugh] Pact deals has no field "plugh", which the mapping uses as a match key. → Choose another field.',
	], { match: [{ kind: 'text', left: 'Nam', right: 'plugh' }] }],
	['external ids that are not there', [], [
		'error  [Nam] Salesforce Deal has no field "Nam", which the mapping uses as external id. → Did you mean Name?',
		'error  [plugh] Pact deals has no field "plugh", which the mapping uses as external id. → Choose another field.',
	], { externalIds: { left: 'Nam', right: 'plugh' } }],
	['a row for the field of the external id', [{ left: 'Name', right: 'owner' }], [
		'error Name~owner [owner] owner holds the id of the linked record and is filled by the sync itself. → Remove the row.',
	], { externalIds: { right: 'owner' } }],
])('the report tells of %s', (_what, rows, problems, ...more) => {
	expect(told(rows, ...more)).toEqual(problems);
});

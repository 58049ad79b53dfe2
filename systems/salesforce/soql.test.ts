import fc from 'fast-check';
import { soqlCondition, soqlMoment, soqlName, soqlText } from './soql';

describe('a SOQL filter', () => {
	it.each([
		"Industry = 'Energy'",
		"(A = 1 OR B = 2) AND Name LIKE 'x%'",
		"Name = 'it\\'s; ORDER BY (LIMIT 1'",
		"AccountId IN (SELECT Id FROM Account WHERE Name = 'x')",
		'CloseDate = LAST_N_DAYS:30',
		"Order_By__c = 'x' AND Limit__c > 3",
	])('that is a condition stands in parentheses: %s', (filter) => {
		expect(soqlCondition(filter)).toBe(`(${filter})`);
	});

	it.each([
		["Name = 'x' ORDER BY Name", 'ORDER BY'],
		['Name != null LIMIT 1', 'LIMIT'],
		['Score__c = 1LIMIT 1', 'LIMIT'],
		["Name = 'x' offset 5", 'OFFSET'],
		["Name = 'x'; DELETE", 'semicolon'],
		["Name = 'x) OR (Name != null", 'quote is not closed'],
		["Name = 'x\\'", 'quote is not closed'],
		['A = 1) OR (B = 2', 'never opened'],
		['(A = 1', 'not closed'],
		['A = 1 FOR UPDATE', 'FOR UPDATE'],
		['A = 1 ALL ROWS', 'ALL ROWS'],
		['A = 1 WITH SECURITY_ENFORCED', 'WITH'],
		['SELECT Id FROM Contact', 'SELECT'],
		['   ', 'empty'],
	])('that is more or less than a condition is refused: %s', (filter, why) => {
		expect(() => soqlCondition(filter)).toThrow(why);
	});

	it('never gets out of its parentheses, whatever is typed', () => {
		const piece = fc.constantFrom("'", '\\', '(', ')', 'a', ' OR ', 'LIMIT 1', ';', '=', '\n');
		fc.assert(
			fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
				let condition: string;
				try {
					condition = soqlCondition(pieces.join(''));
				} catch {
					return true;
				}
				// Texts away, what remains must be balanced and closed by our own last parenthesis only.
				const bare = condition.replace(/'(?:[^'\\]|\\[\s\S])*'/g, '');
				let depth = 0;
				const depths = [...bare].map((character) => (depth += character === '(' ? 1 : character === ')' ? -1 : 0));
				return (
					!bare.includes("'") &&
					!/(?<![A-Za-z_]\w*)LIMIT|;/.test(bare) &&
					depth === 0 &&
					depths.slice(0, -1).every((at) => at >= 1)
				);
			}),
		);
	});
});

describe('SOQL literals', () => {
	it('escape quotes and backslashes', () => {
		expect(soqlText("O'Hara \\ x\n")).toBe("'O\\'Hara \\\\ x\\n'");
	});

	it('write moments unquoted in UTC, and refuse what is none', () => {
		expect(soqlMoment('2026-11-21T09:00:00+01:00')).toBe('2026-11-21T08:00:00.000Z');
		expect(() => soqlMoment('yesterday')).toThrow('date');
	});

	it.each(['Name', 'Owner.Email', 'Tier__c', 'ns__Field__c', 'Account__r.Owner.Name'])('take %s as a name', (name) => {
		expect(soqlName(name)).toBe(name);
	});

	it.each(['Id FROM User', "Name'", 'A,B', '', '1st', 'A..B', 'COUNT()'])('refuse %s as a name', (name) => {
		expect(() => soqlName(name)).toThrow('no name');
	});
});

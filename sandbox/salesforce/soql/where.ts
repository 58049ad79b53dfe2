import type { Condition, ValueQueryCondition, WhereClause } from '@jetstreamapp/soql-parser-js';
import { malformed } from './parse';

/** A single comparison as the parser gives it. */
export type Comparison = Exclude<Condition, { openParen: number; field?: never; fn?: never }> | ValueQueryCondition;

/** A WHERE clause as a tree. */
export type Expression =
	| { kind: 'and' | 'or'; parts: Expression[] }
	| { kind: 'not'; part: Expression }
	| { kind: 'compare'; comparison: Comparison };

type Token = '(' | ')' | 'AND' | 'OR' | 'NOT' | Comparison;

const repeated = (token: Token, times: number | undefined): Token[] => Array<Token>(times ?? 0).fill(token);

/** The parser gives a right-leaning chain with counts of parentheses; this is the token list it came from. */
function tokens(where: WhereClause): Token[] {
	const list: Token[] = [];
	for (let clause: WhereClause | undefined = where; clause; clause = 'right' in clause ? clause.right : undefined) {
		const { left } = clause;
		if (left) list.push(...repeated('(', left.openParen));
		if (left && 'operator' in left) list.push(left, ...repeated(')', left.closeParen));
		if ('operator' in clause) list.push(clause.operator);
	}
	return list;
}

/** Reads the tokens with Salesforce's grammar, which is stricter than the parser's. */
class Reader {
	private position = 0;

	constructor(
		private readonly list: Token[],
		private readonly query: string,
	) {}

	/** Salesforce refuses AND beside OR without parentheses, and NOT anywhere but at the start of a group. */
	group(): Expression {
		const parts = [this.operand(true)];
		let operator: 'AND' | 'OR' | undefined;
		for (let token = this.list[this.position]; token === 'AND' || token === 'OR'; token = this.list[this.position]) {
			if (operator !== undefined && token !== operator) throw this.unexpected(token);
			operator = token;
			this.position++;
			parts.push(this.operand(false));
		}
		const [only] = parts;
		return operator === undefined && only ? only : { kind: operator === 'OR' ? 'or' : 'and', parts };
	}

	atEnd(): boolean {
		return this.position >= this.list.length;
	}

	unexpected(token: string): Error {
		return malformed(this.query, token, `unexpected token: '${token}'`);
	}

	private operand(notAllowed: boolean): Expression {
		const token = this.list[this.position++];
		if (token === 'NOT') {
			if (!notAllowed) throw this.unexpected('NOT');
			return { kind: 'not', part: this.operand(true) };
		}
		if (token === '(') {
			const inner = this.group();
			if (this.list[this.position++] !== ')') throw this.unexpected('<EOF>');
			return inner;
		}
		if (token === undefined || typeof token === 'string') throw this.unexpected(token ?? '<EOF>');
		return { kind: 'compare', comparison: token };
	}
}

/** The tree of a WHERE clause; throws MALFORMED_QUERY where Salesforce's grammar does. */
export function whereTree(where: WhereClause, query: string): Expression {
	const reader = new Reader(tokens(where), query);
	const tree = reader.group();
	if (!reader.atEnd()) throw reader.unexpected(')');
	return tree;
}

import type { Lens, LensResult, RowOf } from '../lens-types';
import { fieldName, invalid, ok } from '../lens-types';
import type { Side } from '../../model';
import { readNumber } from './number';

const CODE = /^[A-Z]{3}$/;

/** Canonical form of an amount: `12.5 EUR`. */
const moneyText = (amount: number, code: string): string => `${amount + 0} ${code}`;

function readMoney(text: string): { amount: number; code: string } | undefined {
	const [amountText = '', code = '', ...rest] = text.trim().split(/\s+/u);
	const amount = readNumber(amountText);
	const upper = code.toUpperCase();
	return amount === undefined || rest.length > 0 || !CODE.test(upper) ? undefined : { amount, code: upper };
}

/** The side cannot say that it is another currency, so that the bare figure would be a different amount. */
function otherCurrency(row: RowOf<'money'>, side: Side, takes: string): LensResult<never> {
	return {
		ok: false,
		problem: 'invalid',
		message: `${fieldName(row, side)} holds amounts in ${takes} only, and this one is in another currency. Amounts are never converted.`,
	};
}

/**
 * An amount with its currency (ISO 4217). A side with a currency field gives `[amount, code]` (see `readField`), a side of
 * one currency the bare amount. Nothing is converted or rounded: an amount in a currency that a side cannot hold is held back.
 */
export const moneyLens: Lens<'money'> = {
	toCanonical(side, raw, row) {
		const place = row.lens.currency[side];
		if (Array.isArray(raw) && raw[1] === '') return invalid(row, side, 'complete: the amount has no currency');
		const told = Array.isArray(raw) ? readMoney(raw.join(' ')) : typeof raw === 'string' ? readMoney(raw) : undefined;
		if (told !== undefined) {
			if ('code' in place && told.code !== place.code) return otherCurrency(row, side, place.code);
			return ok(moneyText(told.amount, told.code));
		}
		const amount = readNumber(raw);
		if (amount === undefined || 'field' in place) return invalid(row, side, 'an amount with a currency');
		return ok(moneyText(amount, place.code));
	},
	fromCanonical(side, canonical, row) {
		const money = typeof canonical === 'string' ? readMoney(canonical) : undefined;
		if (money === undefined) return invalid(row, side, 'an amount with a currency');
		const place = row.lens.currency[side];
		if ('code' in place) return money.code === place.code ? ok(money.amount) : otherCurrency(row, side, place.code);
		if (place.codes !== undefined && !place.codes.includes(money.code)) return otherCurrency(row, side, 'the currencies of its list');
		return ok([String(money.amount), money.code]);
	},
};

import { valueWaitKey } from '../../engine/mapping';
import { valueKey } from './reviews';

describe('the key of an unmapped value', () => {
	it.each(['Hot', ' Hot ', 'HOT\r\nlead', 'İstanbul', 'Ångström', 'Café', 'ß', '', '|'])(
		'is the one that records wait for: %j',
		(value) => {
			expect(valueKey('pair', 'row', 'left', value)).toBe(valueWaitKey('pair', 'row', 'left', value));
			expect(valueKey('pair', 'row', 'right', value)).not.toBe(valueKey('pair', 'row', 'left', value));
		},
	);
});

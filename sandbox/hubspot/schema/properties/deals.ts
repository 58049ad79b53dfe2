import { bool, datetime, number, property, select, text } from '../property';
import type { Property } from '../types';
import { externalIdProperties } from './common';

/** The properties of deals that are not common to all objects. */
export function dealProperties(): Property[] {
	return [
		text('dealname', 'Deal Name'),
		property('pipeline', 'Pipeline', 'enumeration', 'select', { externalOptions: true }),
		property('dealstage', 'Deal Stage', 'enumeration', 'radio', { externalOptions: true }),
		number('amount', 'Amount'),
		property('deal_currency_code', 'Currency', 'enumeration', 'select', { externalOptions: true }),
		datetime('closedate', 'Close Date'),
		select('dealtype', 'Deal Type', { newbusiness: 'New Business', existingbusiness: 'Existing Business' }),
		property('description', 'Deal Description', 'string', 'textarea'),
		select('hs_priority', 'Priority', { low: 'Low', medium: 'Medium', high: 'High' }),
		text('hs_next_step', 'Next step'),
		property('closed_lost_reason', 'Closed Lost Reason', 'string', 'textarea'),
		number('hs_deal_stage_probability', 'Deal probability', { calculated: true }),
		bool('hs_is_closed', 'Is Deal Closed?', { calculated: true }),
		bool('hs_is_closed_won', 'Is Closed Won', { calculated: true }),
		number('num_associated_contacts', 'Number of Associated Contacts', { calculated: true }),
		...externalIdProperties(),
	];
}

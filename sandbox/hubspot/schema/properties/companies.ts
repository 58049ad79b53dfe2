import { checkboxes, number, property, select, text } from '../property';
import type { Property } from '../types';
import { externalIdProperties } from './common';
import { LIFECYCLE_STAGES } from './lifecycle';

/** The properties of companies that are not common to all objects. */
export function companyProperties(): Property[] {
	return [
		text('name', 'Company name'),
		text('domain', 'Company Domain Name'),
		property('hs_additional_domains', 'Additional Domains', 'enumeration', 'checkbox', { externalOptions: true }),
		text('website', 'Website URL'),
		property('phone', 'Phone Number', 'string', 'phonenumber'),
		text('address', 'Street Address'),
		text('city', 'City'),
		text('state', 'State/Region'),
		text('zip', 'Postal Code'),
		text('country', 'Country/Region'),
		property('description', 'Description', 'string', 'textarea'),
		select('industry', 'Industry', {
			BIOTECHNOLOGY: 'Biotechnology',
			COMPUTER_SOFTWARE: 'Computer Software',
			CONSTRUCTION: 'Construction',
			FINANCIAL_SERVICES: 'Financial Services',
			HOSPITAL_HEALTH_CARE: 'Hospital & Health Care',
			LOGISTICS_AND_SUPPLY_CHAIN: 'Logistics and Supply Chain',
			MACHINERY: 'Machinery',
			RETAIL: 'Retail',
			TELECOMMUNICATIONS: 'Telecommunications',
		}),
		select('type', 'Type', {
			PROSPECT: 'Prospect',
			PARTNER: 'Partner',
			RESELLER: 'Reseller',
			VENDOR: 'Vendor',
			OTHER: 'Other',
		}),
		select('lifecyclestage', 'Lifecycle Stage', LIFECYCLE_STAGES),
		number('numberofemployees', 'Number of Employees'),
		number('annualrevenue', 'Annual Revenue'),
		number('num_associated_contacts', 'Number of Associated Contacts', { calculated: true }),
		number('num_associated_deals', 'Number of Associated Deals', { calculated: true }),
		select('tier', 'Tier', { gold: 'Gold', silver: 'Silver', bronze: 'Bronze' }, { custom: true }),
		checkboxes('products_used', 'Products used', { crm: 'CRM', cms: 'CMS', billing: 'Billing' }, { custom: true }),
		...externalIdProperties(),
	];
}

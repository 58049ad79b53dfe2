import { bool, checkboxes, date, datetime, number, property, select, text } from '../property';
import type { Property } from '../types';
import { externalIdProperties } from './common';
import { LIFECYCLE_STAGES } from './lifecycle';

/** The properties of contacts that are not common to all objects. */
export function contactProperties(): Property[] {
	return [
		text('email', 'Email', { unique: true }),
		text('firstname', 'First Name'),
		text('lastname', 'Last Name'),
		text('jobtitle', 'Job Title'),
		property('phone', 'Phone Number', 'string', 'phonenumber'),
		property('mobilephone', 'Mobile Phone Number', 'string', 'phonenumber'),
		text('company', 'Company Name'),
		text('website', 'Website URL'),
		text('address', 'Street Address'),
		text('city', 'City'),
		text('state', 'State/Region'),
		text('zip', 'Postal Code'),
		text('country', 'Country/Region'),
		text('industry', 'Industry'),
		property('message', 'Message', 'string', 'textarea'),
		select('lifecyclestage', 'Lifecycle Stage', LIFECYCLE_STAGES),
		select('hs_lead_status', 'Lead Status', {
			NEW: 'New',
			OPEN: 'Open',
			IN_PROGRESS: 'In Progress',
			OPEN_DEAL: 'Open Deal',
			UNQUALIFIED: 'Unqualified',
			ATTEMPTED_TO_CONTACT: 'Attempted to Contact',
			CONNECTED: 'Connected',
			BAD_TIMING: 'Bad Timing',
		}),
		select('hs_language', 'Preferred language', { en: 'English', de: 'German', fr: 'French', es: 'Spanish' }),
		property('hs_additional_emails', 'Additional email addresses', 'enumeration', 'checkbox', {
			externalOptions: true,
		}),
		number('associatedcompanyid', 'Primary Associated Company ID', { readOnly: true }),
		number('num_associated_deals', 'Number of Associated Deals', { calculated: true }),
		text('hs_email_domain', 'Email Domain', { calculated: true }),
		bool('hs_email_optout', 'Unsubscribed from all email', { readOnly: true }),
		date('date_of_birth_day', 'Day of birth', { custom: true }),
		datetime('last_demo_at', 'Last demo', { custom: true }),
		checkboxes(
			'preferred_channels',
			'Preferred channels',
			{ email: 'E-mail', phone: 'Phone', linkedin: 'LinkedIn' },
			{ custom: true },
		),
		bool('is_champion', 'Is champion', { custom: true }),
		number('engagement_score', 'Engagement score', { custom: true }),
		select(
			'persona',
			'Persona',
			{ decision_maker: 'Decision maker', influencer: 'Influencer', user: 'User' },
			{ custom: true },
		),
		...externalIdProperties(),
	];
}

/** HubSpot's default lifecycle stages, earliest first; `other` stands outside the order. */
export const LIFECYCLE_STAGES = {
	subscriber: 'Subscriber',
	lead: 'Lead',
	marketingqualifiedlead: 'Marketing Qualified Lead',
	salesqualifiedlead: 'Sales Qualified Lead',
	opportunity: 'Opportunity',
	customer: 'Customer',
	evangelist: 'Evangelist',
	other: 'Other',
} as const;

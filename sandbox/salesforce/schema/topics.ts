import { longText, object, reference, REQUIRED, text } from './fields';

/** Object Reference, "Topic": its name is unique in the org. */
export const topic = () =>
	object({
		name: 'Topic',
		label: 'Topic',
		labelPlural: 'Topics',
		keyPrefix: '0TO',
		fields: [text('Name', 'Name', 150, { ...REQUIRED, unique: true, nameField: true }), longText('Description', 'Description')],
	});

/** Object Reference, "TopicAssignment": made and deleted, never changed. */
export const topicAssignment = () =>
	object({
		name: 'TopicAssignment',
		label: 'Topic Assignment',
		labelPlural: 'Topic Assignments',
		keyPrefix: '0to',
		fields: [
			reference('TopicId', 'Topic ID', ['Topic'], { ...REQUIRED, updateable: false }),
			reference('EntityId', 'Entity ID', ['Account', 'Contact', 'Lead', 'Opportunity'], { ...REQUIRED, updateable: false }),
		],
	});

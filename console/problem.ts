/** Something that a person asked for and that cannot be done: what is the matter as the message, what to do as the advice. */
export class ConsoleProblem extends Error {
	constructor(
		message: string,
		readonly advice: string,
	) {
		super(message);
		this.name = 'ConsoleProblem';
	}
}

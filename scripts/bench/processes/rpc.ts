import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

interface Call {
	id: number;
	name: string;
	given: unknown[];
}
interface Answer {
	id: number;
	value?: unknown;
	error?: string;
}

/** Answers the calls of the process that started this one; ends with it. */
export function answerCalls(calls: object): void {
	process.on('message', (call: Call) => {
		const work = (calls as Record<string, (...given: unknown[]) => unknown>)[call.name];
		Promise.resolve()
			.then(() => work?.(...call.given))
			.then(
				(value) => process.send?.({ id: call.id, value } satisfies Answer),
				(error: unknown) => process.send?.({ id: call.id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) } satisfies Answer),
			);
	});
	process.on('disconnect', () => process.exit());
}

/** A process of TypeScript code beside this one, that is asked by name. */
export class Helper<Calls extends { [Name in keyof Calls]: (...given: never[]) => unknown }> {
	private readonly open = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
	private last = 0;

	private constructor(private readonly child: ChildProcess) {
		child.on('message', ({ id, value, error }: Answer) => {
			const waiting = this.open.get(id);
			this.open.delete(id);
			if (error === undefined) waiting?.resolve(value);
			else waiting?.reject(new Error(error));
		});
		child.on('exit', (code, signal) => {
			for (const { reject } of this.open.values()) reject(new Error(`The process ended (${signal ?? code}).`));
			this.open.clear();
		});
	}

	/** `flags` are node's own. */
	static start<Calls extends { [Name in keyof Calls]: (...given: never[]) => unknown }>(file: string, flags: readonly string[] = []): Helper<Calls> {
		return new Helper<Calls>(fork(file, [], { execArgv: ['--import', 'tsx', ...flags], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }));
	}

	get pid(): number {
		return this.child.pid ?? 0;
	}

	async ask<Name extends keyof Calls & string>(name: Name, ...given: Parameters<Calls[Name]>): Promise<Awaited<ReturnType<Calls[Name]>>> {
		this.last += 1;
		const id = this.last;
		return await new Promise((resolve, reject) => {
			this.open.set(id, { resolve: resolve as (value: unknown) => void, reject });
			this.child.send({ id, name, given } satisfies Call, (error) => {
				if (error) reject(error);
			});
		});
	}

	/** Lets it end by itself, which writes profiles. */
	async stop(): Promise<void> {
		if (this.child.exitCode !== null || this.child.signalCode !== null) return;
		const ended = once(this.child, 'exit');
		this.child.disconnect();
		await ended;
	}

	/** As a power cut does. */
	async kill(): Promise<void> {
		const ended = once(this.child, 'exit');
		this.child.kill('SIGKILL');
		await ended;
	}
}

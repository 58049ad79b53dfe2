/** The cookies of one server, as a client must send them back: Salesforce finds the server that knows a client by them. */
export class Cookies {
	private readonly values = new Map<string, string>();

	/** Reads a `Set-Cookie` header; several stand in one text, separated by commas, and dates in them hold commas, too. */
	take(header: string | undefined): void {
		for (const cookie of (header ?? '').split(/,(?=\s*[^;,=\s]+=)/)) {
			const [, name, value] = /^\s*([^;,=\s]+)=([^;\r\n]*)/.exec(cookie) ?? [];
			if (name === undefined || value === undefined) continue;
			if (/;\s*max-age=(?:0|-\d+)\s*(?:;|$)/i.test(cookie)) this.values.delete(name);
			else this.values.set(name, value);
		}
	}

	/** For a `Cookie` header; undefined while there is none. */
	header(): { Cookie?: string } {
		return this.values.size === 0 ? {} : { Cookie: [...this.values].map(([name, value]) => `${name}=${value}`).join('; ') };
	}
}

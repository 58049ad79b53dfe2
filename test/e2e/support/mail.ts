/** A mail as a person reads it. */
export interface Mail {
	to: string;
	subject: string;
	/** The plain text. */
	text: string;
	/** Empty where there is none. */
	html: string;
}

/** Reads what was sent over SMTP (RFC 5322, with MIME: RFC 2045 to 2047), as far as mail clients for plain texts and HTML use it. */
export function mailIn(raw: string): Mail {
	// A line that begins with a dot was sent with one more (RFC 5321, 4.5.2).
	const entity = raw.replace(/(^|\r\n)\.\./g, '$1.');
	const { headers } = parted(entity);
	const parts = partsOf(entity);
	const ofType = (type: string) => parts.find((part) => part.type === type)?.text ?? '';
	return { to: headers.get('to') ?? '', subject: wordsIn(headers.get('subject') ?? ''), text: ofType('text/plain'), html: ofType('text/html') };
}

function parted(entity: string): { headers: Map<string, string>; body: string } {
	const end = entity.indexOf('\r\n\r\n');
	const lines = entity.slice(0, end).replace(/\r\n[ \t]+/g, ' ').split('\r\n');
	const headers = new Map(lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]));
	return { headers, body: entity.slice(end + 4) };
}

function partsOf(entity: string): Array<{ type: string; text: string }> {
	const { headers, body } = parted(entity);
	const contentType = headers.get('content-type') ?? 'text/plain';
	const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1];
	if (boundary !== undefined) {
		const between = body.split(`--${boundary}`).slice(1, -1);
		return between.flatMap((part) => partsOf(part.replace(/^\r\n/, '')));
	}
	return [{ type: contentType.split(';')[0]?.trim().toLowerCase() ?? '', text: decoded(body, headers.get('content-transfer-encoding') ?? '7bit').replaceAll('\r\n', '\n').trimEnd() }];
}

function decoded(body: string, encoding: string): string {
	if (encoding.toLowerCase() === 'base64') return Buffer.from(body, 'base64').toString('utf8');
	return encoding.toLowerCase() === 'quoted-printable' ? unquoted(body.replace(/=\r\n/g, '')) : body;
}

const unquoted = (text: string): string => Buffer.from(text.replace(/=([0-9A-F]{2})/gi, (_sign, hex: string) => String.fromCharCode(parseInt(hex, 16))), 'latin1').toString('utf8');

/** "=?UTF-8?Q?…?=" and its kind; white space between two of them is not part of the text. */
function wordsIn(header: string): string {
	const bytes = header.replace(/\?=\s+=\?/g, '?==?').replace(/=\?utf-8\?([qb])\?([^?]*)\?=/gi, (_word, kind: string, text: string) => {
		if (kind.toLowerCase() === 'b') return Buffer.from(text, 'base64').toString('latin1');
		return text.replaceAll('_', ' ').replace(/=([0-9A-F]{2})/gi, (_sign, hex: string) => String.fromCharCode(parseInt(hex, 16)));
	});
	return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** A response of a service; the body is parsed if it is JSON. */
export interface ApiResponse<Body = Record<string, unknown>> {
  status: number;
  body: Body;
  headers: Headers;
}

/** A downloaded file, byte by byte. */
export interface FileResponse {
  status: number;
  bytes: Buffer;
  headers: Headers;
}

/** Calls one service as one principal. */
export class Api {
  constructor(
    private readonly base: string,
    private readonly token?: string,
  ) {}

  get<Body = Record<string, unknown>>(path: string): Promise<ApiResponse<Body>> {
    return this.send('GET', path);
  }

  async file(path: string): Promise<FileResponse> {
    const headers = this.token ? { authorization: `Bearer ${this.token}` } : undefined;
    const response = await fetch(`${this.base}${path}`, { headers });
    const bytes = Buffer.from(await response.arrayBuffer());
    return { status: response.status, bytes, headers: response.headers };
  }

  post<Body = Record<string, unknown>>(path: string, body?: unknown, headers?: Record<string, string>) {
    return this.send<Body>('POST', path, body, headers);
  }

  put<Body = Record<string, unknown>>(path: string, body?: unknown, headers?: Record<string, string>) {
    return this.send<Body>('PUT', path, body, headers);
  }

  async send<Body>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
    signal?: AbortSignal,
  ): Promise<ApiResponse<Body>> {
    const response = await fetch(`${this.base}${path}`, {
      method,
      signal,
      headers: {
        ...(this.token ? { authorization: `Bearer ${this.token}` } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await textOf(response);
    return { status: response.status, body: asJson<Body>(text), headers: response.headers };
  }
}

// A stream of events does not end: opening it is enough.
const textOf = async (response: Response): Promise<string> => {
  if (response.headers.get('content-type') !== 'text/event-stream') {
    return response.text();
  }
  await response.body?.cancel();
  return '';
};

// Anything but JSON (CSV, metrics) stays text; the caller states the expected type.
const asJson = <Body>(text: string): Body => {
  try {
    return JSON.parse(text) as Body;
  } catch {
    return text as Body;
  }
};

// What the benchmark uses of packages that are installed only for it, so that it is type-checked without them.

declare module 'autocannon' {
  interface Options {
    url: string;
    connections: number;
    duration?: number;
    amount?: number;
    overallRate?: number;
    requests: {
      setupRequest: (request: object) => object;
      onResponse: (status: number, body: string) => void;
    }[];
  }

  interface Instance extends Promise<{ duration: number; errors: number }> {
    on(
      event: 'response',
      listener: (client: unknown, status: number, bytes: number, milliseconds: number) => void,
    ): this;
  }

  export default function autocannon(options: Options): Instance;
}

// What mutation tests use of packages that are installed only for them, so that they are type-checked without them.

declare module '@stryker-mutator/core' {
  export interface MutantResult {
    fileName: string;
    location: { start: { line: number } };
    mutatorName: string;
    replacement?: string;
    status: string;
  }

  export class Stryker {
    constructor(options: object);
    runMutationTest(): Promise<MutantResult[]>;
  }
}

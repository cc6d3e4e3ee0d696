import fs from 'node:fs';
import path from 'node:path';
import { node24 } from './node24.mjs';

const dockerfile = fs.readFileSync(path.resolve(import.meta.dirname, '../../Dockerfile'), 'utf8');

describe('The Node of the containers', () => {
  it('is of the version that tests can run on', () => {
    const images = [...dockerfile.matchAll(/^FROM node:(\d+)/gm)].map(([, major]) => major);
    expect(images).not.toEqual([]);
    expect([...new Set(images)]).toEqual([node24.split('.')[0]]);
  });
});

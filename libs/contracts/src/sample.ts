/** Ids for API examples that form one story: Ara created a task, which Polly performs. */
export const sample = {
  polly: '0198b3a0-7d1c-7c62-9a51-0d6c3f1e2b4a',
  ara: '0198b3a0-7d1c-7c62-9a51-0d6c3f1e2b01',
  task: '0198b3a4-11f0-7b1e-8c55-5b0e3f7a9d10',
  reassignment: '0198b3b1-52c8-7d0a-b3f4-9e1c7a60d2f3',
  notification: '0198b3b1-5f00-7c1e-a6d2-8e0c2a4f6b17',
  fee: '0198b3a4-1a33-7e02-a1c8-2f4d6b8e0a11',
  reward: '0198b3c9-77aa-7f4b-9d13-6a8c0e2f4b12',
  reversal: '0198b3d2-0c5e-7a91-8b27-4c6e8a0d2f13',
  event: '0198b3a4-1200-7c3d-b2e6-1d3f5a7c9e14',
  timeline: '0198b2f0-0000-7d4e-8f10-2b4c6d8e0a16',
  parked: '0198b3a4-6f10-7b82-a4d0-3e5a7c9f1b15',
  hash: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
} as const;

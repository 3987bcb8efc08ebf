import type { Words } from '../words.js';

/** What `plan` says of AWS's free offers. */
export const freeTier: Words['freeTier'] = {
  title: 'Free tier',
  notes: {
    credits:
      'Accounts opened since 2025-07-15 have up to $200 of credits, which pay for this; the free plan ends after 6 months or with the credits.',
    legacy:
      'Older accounts have, for 12 months, 750 hours a month of db.t3.micro or db.t4g.micro (Single-AZ) and 20 GB of gp2 free of charge.',
    'never-free': 'NAT gateways and Fargate are in no free tier.',
    'beyond-class': 'database.instanceClass is beyond the free tier (db.t3.micro or db.t4g.micro).',
    'beyond-storage': 'database.storageGiB is beyond the 20 GiB of the free tier.',
    'beyond-storage-type': 'database.storageType is beyond the free tier (gp2).',
    'beyond-multi-az': 'database.multiAz is beyond the free tier.',
    'beyond-backup': 'database.backupRetentionDays is above 1: accounts on the free plan are refused that.',
  },
};

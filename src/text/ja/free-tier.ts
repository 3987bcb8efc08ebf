import type { Words } from '../words.js';

/** What `plan` says of AWS's free offers. */
export const freeTier: Words['freeTier'] = {
  title: '無料利用枠',
  notes: {
    credits:
      '2025-07-15 以降に開設したアカウントには最大 $200 のクレジットがあり、料金はそこから引かれます。無料プランは最長 6 か月、またはクレジットがなくなるまでです。',
    legacy:
      'それより前のアカウントは、開設から 12 か月間、db.t3.micro または db.t4g.micro（シングル AZ）が月 750 時間と gp2 が 20 GB まで無料です。',
    'never-free': 'NAT ゲートウェイと Fargate は無料利用枠の対象外です。',
    'beyond-class': 'database.instanceClass が無料利用枠の対象外です（db.t3.micro または db.t4g.micro）。',
    'beyond-storage': 'database.storageGiB が無料利用枠の 20 GiB を超えています。',
    'beyond-storage-type': 'database.storageType が無料利用枠の対象外です（gp2）。',
    'beyond-multi-az': 'database.multiAz は無料利用枠の対象外です。',
    'beyond-backup': 'database.backupRetentionDays が 1 を超えているため、無料プランのアカウントでは拒否されます。',
  },
};

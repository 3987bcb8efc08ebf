import type * as sdk from '@aws-sdk/client-rds';
import type { Api } from '../../service.js';
import { zonesOf } from '../ec2/zones.js';
import { lifecyclesOf } from './lifecycles.js';
import { type Filters, filter, page } from './lists.js';

/** The MySQL versions on offer, oldest first; each line's last one is what a bare major version means. */
const VERSIONS: readonly string[] = [
  ...['5.7.44-rds.20251212', '5.7.44-rds.20260212'],
  ...['8.0.43', '8.0.44', '8.4.6', '8.4.7', '9.7.0'],
];

/** What RDS takes when no version is asked for. */
const DEFAULT_VERSION = '8.4.7';

/** Majors past their standard support: only with Extended Support, which is billed. */
const EXTENDED = ['5.7', '8.0'];

/** The smallest classes, which also free plans may use, and a few beyond. */
const CLASSES = ['db.t3.micro', 'db.t3.small', 'db.t4g.micro', 'db.t4g.small', 'db.t4g.medium', 'db.m7g.large'];

/** The major version of a full one, `8.4` of `8.4.7`. */
export const majorOf = (version: string): string => version.split('.').slice(0, 2).join('.');

/** The full version that a wish means: a full one itself, a major one its newest, none the default; undefined when RDS has none. */
export function resolveVersion(wish: string | undefined): string | undefined {
  if (wish === undefined) return DEFAULT_VERSION;
  return VERSIONS.findLast((version) => version === wish || majorOf(version) === wish);
}

/** Whether a version is only to be had with Extended Support. */
export const needsExtendedSupport = (version: string): boolean => EXTENDED.includes(majorOf(version));

/** Whether RDS has an instance class for a version: none with a Graviton processor runs 5.7. */
export const hasClass = (name: string, version: string): boolean =>
  CLASSES.includes(name) && (majorOf(version) !== '5.7' || !/^db\.[a-z]+\dg\./.test(name));

/** The family of the parameter groups of a version, `mysql8.4` of `8.4.7`. */
export const familyOf = (version: string): string => `mysql${majorOf(version)}`;

/** The major versions, oldest first. */
const MAJORS: readonly string[] = [...new Set(VERSIONS.map(majorOf))];

/** The families of parameter groups, oldest first. */
export const FAMILIES: readonly string[] = [...new Set(VERSIONS.map(familyOf))];

/** Whether a version comes after another among those on offer. */
export const isNewer = (version: string, than: string): boolean => VERSIONS.indexOf(version) > VERSIONS.indexOf(than);

/** How many major versions an upgrade goes up at once; RDS takes one at a time. */
export const leapOf = (from: string, to: string): number => MAJORS.indexOf(majorOf(to)) - MAJORS.indexOf(majorOf(from));

const versionView = (version: string): sdk.DBEngineVersion => ({
  Engine: 'mysql',
  MajorEngineVersion: majorOf(version),
  EngineVersion: version,
  DBParameterGroupFamily: familyOf(version),
  DBEngineDescription: 'MySQL Community Edition',
  DBEngineVersionDescription: `MySQL ${version}`,
  Status: 'available',
  ValidUpgradeTarget: [],
  SupportedCACertificateIdentifiers: ['rds-ca-rsa2048-g1', 'rds-ca-rsa4096-g1', 'rds-ca-ecc384-g1'],
});

const versionFilters: Filters<string> = {
  'db-parameter-group-family': (version) => [familyOf(version)],
  engine: () => ['mysql'],
  'engine-mode': () => ['provisioned'],
  'engine-version': (version) => [version],
  status: () => ['available'],
};

/** What may be ordered. */
export const catalogueOperations: Partial<Api<typeof sdk>> = {
  DescribeDBEngineVersions: (input) => {
    const wish = input.EngineVersion;
    const fitting = VERSIONS.filter(
      (version) =>
        (input.Engine === undefined || input.Engine === 'mysql') &&
        (wish === undefined || version === wish || majorOf(version) === wish) &&
        (!input.DefaultOnly || version === resolveVersion(wish)) &&
        (!input.DBParameterGroupFamily || input.DBParameterGroupFamily === familyOf(version)),
    );
    const { items, Marker } = page(filter(fitting, input.Filters, versionFilters), input);
    return { DBEngineVersions: items.map(versionView), Marker };
  },

  DescribeDBMajorEngineVersions: (input) => {
    const fitting = MAJORS.filter(
      (major) =>
        (input.Engine === undefined || input.Engine === 'mysql') &&
        (input.MajorEngineVersion === undefined || input.MajorEngineVersion === major),
    );
    // The API reference gives no least number here.
    const { items, Marker } = page(fitting, input, { least: 1, most: 100 });
    return {
      DBMajorEngineVersions: items.map((major) => ({
        Engine: 'mysql',
        MajorEngineVersion: major,
        SupportedEngineLifecycles: lifecyclesOf(major),
      })),
      Marker,
    };
  },

  DescribeOrderableDBInstanceOptions: (input, { world }) => {
    const versions = input.Engine === 'mysql' ? VERSIONS : [];
    const options = versions
      .filter((version) => input.EngineVersion === undefined || resolveVersion(input.EngineVersion) === version)
      .flatMap((version) =>
        CLASSES.filter(
          (name) => hasClass(name, version) && (input.DBInstanceClass === undefined || input.DBInstanceClass === name),
        ).flatMap((name) =>
          ['gp2', 'gp3'].map(
            (storage): sdk.OrderableDBInstanceOption => ({
              Engine: 'mysql',
              EngineVersion: version,
              DBInstanceClass: name,
              LicenseModel: 'general-public-license',
              AvailabilityZones: zonesOf(world).map(({ name: Name }) => ({ Name })),
              MultiAZCapable: true,
              Vpc: true,
              StorageType: storage,
              SupportsStorageEncryption: true,
              MinStorageSize: 20,
              MaxStorageSize: 65_536,
            }),
          ),
        ),
      );
    const { items, Marker } = page(filter(options, input.Filters), input, { least: 20, most: 1000 });
    return { OrderableDBInstanceOptions: items, Marker };
  },
};

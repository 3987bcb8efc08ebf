import * as z from 'zod';
import { check, form, text, whole } from './checks.js';

/** Where the default image comes from: the course's API. */
const courseApi = 'https://github.com/CloudTechOrg/sprint5-api';

const inside = (it: string) => !/^([/\\]|[A-Za-z]:)|(^|[/\\])\.\.([/\\]|$)|^-|\p{Cc}/u.test(it);

// git takes what starts with a hyphen for an option, and `ext::` runs commands.
const isGitAddress = (it: string) =>
  /^(https?|ssh|git|file):\/\/[^\s-]\S*$/.test(it) || /^[\w.][\w.-]*@[\w.][\w.-]*:[^\s:]\S*$/.test(it);

const isReference = (it: string) =>
  it.length <= 512 &&
  /^([a-zA-Z0-9][\w.-]*(:\d+)?\/)?[a-z0-9]+([._-]+[a-z0-9]+)*(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*(:\w[\w.-]{0,127})?(@sha256:[0-9a-f]{64})?$/.test(
    it,
  );

const isPlain = (it: string) => it.length > 0 && !/^-|[\s\p{Cc}]/u.test(it);

const folder = z.string().check(
  form(
    'folder-form',
    (it) => it.length > 0 && inside(it),
    (found) => ({ found }),
    'api',
  ),
);

const sources = ['path', 'git', 'uri', 'archive'] as const;

interface Wish {
  readonly path?: string;
  readonly git?: string;
  readonly ref?: string;
  readonly folder?: string;
  readonly uri?: string;
  readonly archive?: string;
  readonly copy?: boolean;
}

/** The container image: where it comes from and how it is built. */
export const imageSchema = z
  .strictObject({
    path: text().optional().describe('Source: a local folder with a Dockerfile, relative to the config file.'),
    git: z
      .string()
      .check(form('git-form', isGitAddress, (found) => ({ found }), courseApi))
      .optional()
      .describe('Source: a git repository with a Dockerfile. The default source when none is named.'),
    ref: z
      .string()
      .check(form('ref-form', isPlain, (found) => ({ found }), 'main'))
      .optional()
      .describe('Branch, tag or commit of image.git; its default branch when absent.'),
    folder: folder.optional().describe('Folder of the build context within image.git; "." when absent.'),
    uri: z
      .string()
      .check(form('image-uri-form', isReference, (found) => ({ found }), 'ghcr.io/example/api:1.0'))
      .optional()
      .describe('Source: an image in a registry, used from there, by its digest.'),
    copy: z
      .boolean()
      .optional()
      .describe('Whether the image of image.uri is copied into ECR instead of being used from there.'),
    archive: text().optional().describe('Source: an image archive (docker save or OCI), relative to the config file.'),
    dockerfile: folder.default('Dockerfile').describe('Dockerfile within the build context.'),
    buildArgs: z.record(z.string(), z.string()).default({}).describe('Build arguments. No place for secrets.'),
    keep: whole(1, 1000).default(10).describe('How many images the repository keeps.'),
    engine: z
      .string()
      .check(form('command-form', isPlain, (found) => ({ found }), 'docker'))
      .optional()
      .describe('Command that builds images (docker, podman, nerdctl, finch, buildah); found by itself when absent.'),
  })
  .check(
    check<Wish>((wish, say) => {
      const found = sources.filter((it) => wish[it] !== undefined);
      if (found.length > 1) say({ code: 'image-sources', facts: { found: found.join(', ') } });
      const other = found.find((it) => it !== 'git');
      if (other && wish.git === undefined)
        for (const key of ['ref', 'folder'] as const)
          if (wish[key] !== undefined) say({ code: 'image-only-with-git', facts: { key }, at: [key] });
      if (wish.copy !== undefined && wish.uri === undefined)
        say({ code: 'image-copy-without-uri', facts: {}, at: ['copy'] });
    }),
  )
  .transform(({ path, git, ref, folder = '.', uri, copy = false, archive, ...rest }) => {
    if (path !== undefined) return { path, ...rest };
    if (uri !== undefined) return { uri, copy, ...rest };
    if (archive !== undefined) return { archive, ...rest };
    return { git: git ?? courseApi, ...(ref !== undefined && { ref }), folder, ...rest };
  });

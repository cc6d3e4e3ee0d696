// @ts-check
// Messages about unusable files and folders, shown instead of a stack trace.
import { dataFolder } from '../servers/data-folder.mjs';

/** @type {Record<string, string>} */
const reasons = {
  EACCES: 'this account has no permission',
  EPERM: 'the operation is not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is exceeded',
  ENOTDIR: 'part of its path is a file, not a folder',
  EEXIST: 'there is a file where a folder is needed',
  EISDIR: 'there is a folder where a file is needed',
  ENAMETOOLONG: 'its name is too long',
  ELOOP: 'its symbolic links form a loop',
};

/**
 * Explains an error about an unusable file or folder, and what to do about it. Undefined for other errors.
 * @param {string} root
 * @param {unknown} error
 */
export function unusablePath(root, error) {
  if (!(error instanceof Error && 'code' in error && 'path' in error)) {
    return undefined;
  }
  const code = String(error.code);
  const place = String(error.path);
  const reason = reasons[code];
  if (reason === undefined) {
    return undefined;
  }
  const what = `${place} cannot be used (${code}): ${reason}.`;
  return place.startsWith(dataFolder(root))
    ? `${what} Fix this, or choose another folder: ATES_DATA_DIR=/a/folder npm start.`
    : `${what} Fix this and try again.`;
}

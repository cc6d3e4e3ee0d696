// @ts-check
import path from 'node:path';

/**
 * Where `npm start` keeps its data: ATES_DATA_DIR, else .data in the project.
 * @param {string} root
 */
export const dataFolder = (root) => path.resolve(root, process.env['ATES_DATA_DIR'] ?? '.data');

/**
 * Where the address of Auth's database stands while the system runs, for the commands of Auth.
 * @param {string} root
 */
export const authDatabaseFile = (root) => path.join(dataFolder(root), 'auth-database-url');

// @ts-check
import path from 'node:path';

/**
 * The folder where `npm start` keeps its data: ATES_DATA_DIR, or else .data in the project.
 * @param {string} root
 */
export const dataFolder = (root) => path.resolve(root, process.env['ATES_DATA_DIR'] ?? '.data');

/**
 * The file that holds the URL of Auth's database while the system runs, for the commands of Auth.
 * @param {string} root
 */
export const authDatabaseFile = (root) => path.join(dataFolder(root), 'auth-database-url');

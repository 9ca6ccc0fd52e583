export { TransactProvider, useTransact } from './TransactProvider';
export type { TransactRequest } from './machine';

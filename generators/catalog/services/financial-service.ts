import { defineService } from '../../model/service.ts';

export default defineService({
  name: 'financial-service',
  title: { en: 'General ledger, receivables and payables', zh: '财务服务' },
  route: '/financial',
  database: { name: 'financial_db', user: 'financial_user' },
  uses: ['postgres', 'redis', 'kafka', 'tracing'],
  topics: { TRANSACTION_POSTED: 'financial.transaction.posted' },
});

import { defineService } from '../../model/service.ts';

export default defineService({
  name: 'sales-service',
  title: { en: 'Orders, prices and deliveries', zh: '销售服务' },
  route: '/sales',
  database: { name: 'sales_db', user: 'sales_user' },
  uses: ['postgres', 'redis', 'kafka', 'tracing'],
  // An order posts to the ledger and reserves stock (manual 9.1 shows the first call).
  calls: ['financial-service', 'material-service'],
  topics: { ORDER_CONFIRMED: 'sales.order.confirmed' },
});

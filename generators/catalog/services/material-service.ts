import { defineService } from '../../model/service.ts';

export default defineService({
  name: 'material-service',
  title: { en: 'Materials, stock and movements', zh: '物料服务' },
  route: '/material',
  database: { name: 'material_db', user: 'material_user' },
  uses: ['postgres', 'redis', 'kafka', 'tracing'],
  // A stock movement is valued in the ledger.
  calls: ['financial-service'],
  topics: { STOCK_MOVED: 'material.stock.moved' },
});

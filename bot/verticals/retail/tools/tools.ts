import type { Tool } from '../../vertical.ts'
import {
  addCustomerTool,
  addProductTool,
  changeCustomerTool,
  changeProductTool,
  retireProductTool,
} from './catalogue.ts'
import { correctExpense, correctPayment, recordExpense, recordPayment } from './money.ts'
import { REPORT_TOOLS } from './reports.ts'
import { SHOW_TOOLS } from './show.ts'
import { correctSale, recordSale } from './sales.ts'
import { adjustStock, correctPurchase, countStock, recordPurchase } from './stock.ts'
import { UNDO_TOOLS } from './undo.ts'

/** All that can be done with a shop's books, and asked of them. */
export const RETAIL_TOOLS: readonly Tool[] = [
  recordSale,
  correctSale,
  recordExpense,
  correctExpense,
  recordPurchase,
  correctPurchase,
  recordPayment,
  correctPayment,
  countStock,
  adjustStock,
  addProductTool,
  changeProductTool,
  retireProductTool,
  addCustomerTool,
  changeCustomerTool,
  ...UNDO_TOOLS,
  ...REPORT_TOOLS,
  ...SHOW_TOOLS,
]

import { asSlug, newTenantId } from '../../../common/domain/ids.ts'
import type { TenantRow } from '../../../server/store/tenants.ts'

/** A registered tenant that shall run, as the registry knows it. */
export const tenantRow = (slug: string, more: Partial<TenantRow> = {}): TenantRow => ({
  id: newTenantId(),
  slug: asSlug(slug),
  name: slug,
  botHost: '127.0.0.1',
  botPort: 3001,
  isActive: true,
  desiredState: 'running',
  memoryLimitMb: null,
  createdAt: '2026-01-01T00:00:00.000Z',
  deletedAt: null,
  ...more,
})

// Generated from the code by `npm run openapi`.
export interface paths {
    "/livez": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Check whether the process is alive
         * @description Answers while the process runs, even if the database is unavailable. Load balancers use `/readyz` instead.
         *
         *     Needs no access token.
         */
        get: operations["Health_live"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Check whether the process should get requests
         * @description If it is not ready, `code` says why. `degraded` counts as ready: with `queue_unavailable` the queue is unreachable, events are stored as usual, and those of `Prefer: respond-async` are stored when it is back. A worker is not ready then.
         *
         *     Needs no access token.
         */
        get: operations["Health_ready"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the metrics of this process, for Prometheus
         * @description Needs the configured METRICS_TOKEN; 404 if none is set.
         *
         *     Needs no access token.
         */
        get: operations["Metrics_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List who did what and who was denied, newest first
         * @description The tenant’s own trail: changes of resources with their old and new values, and denied requests. Entries are kept for `audit_retention_days`.
         *
         *     Needs the permission `audit:read`.
         */
        get: operations["Audit_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the platform’s own trail: tenants, logins, denials without a tenant
         * @description Actions of platform staff and whatever belongs to no tenant, newest first. It has the same filters as a tenant’s trail.
         *
         *     Needs the permission `tenants:read`.
         */
        get: operations["Audit_listPlatform"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/erasures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List erasures of tenants, running and done
         * @description Oldest first. A finished erasure is kept as a receipt.
         *
         *     Needs the permission `tenants:read`.
         */
        get: operations["Erasures_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/erasures/{erasure_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the progress of an erasure, or its receipt
         * @description `deleted` counts the removed rows by table. `finished_at` is null while the erasure runs.
         *
         *     Needs the permission `tenants:read`.
         */
        get: operations["Erasures_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List tenants
         * @description In order of their keys. `status` filters.
         *
         *     Needs the permission `tenants:read`.
         */
        get: operations["Tenants_list"];
        put?: never;
        /**
         * Create a tenant
         * @description The key never changes. Absent settings have their defaults.
         *
         *     Needs the permission `tenants:write`.
         */
        post: operations["Tenants_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant_key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a tenant
         * @description Its settings have all defaults filled in. Send the `ETag` as `If-Match` with a change.
         *
         *     Needs the permission `tenants:read`.
         */
        get: operations["Tenants_get"];
        put?: never;
        post?: never;
        /**
         * Erase a tenant with everything that it owns, permanently
         * @description The tenant is suspended at once and its rows are removed in small steps, which continue after a crash. The answer links to the erasure with its progress, and later its receipt: rows removed by table. Then the key may be used again.
         *
         *     Needs the permission `tenants:write`.
         */
        delete: operations["Tenants_erase"];
        options?: never;
        head?: never;
        /**
         * Change a tenant (merge patch)
         * @description RFC 7396: absent members keep their value, and null restores a default. Settings merge deeply. Requests of a suspended tenant get 403.
         *
         *     Needs the permission `tenants:write`.
         */
        patch: operations["Tenants_update"];
        trace?: never;
    };
    "/v1/tenants/{tenant_key}/limits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the limits of a tenant and their current usage
         * @description Usage over all processes that share Redis; without Redis, of the process that answers.
         *
         *     Needs the permission `tenants:read`.
         */
        get: operations["TenantLimits_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List open invitations
         * @description Invitations that are not accepted, withdrawn or expired, oldest first. Tokens are never shown again.
         *
         *     Needs the permission `members:read`.
         */
        get: operations["Accounts_list"];
        put?: never;
        /**
         * Invite someone; the answer has a one-time token for the link
         * @description The service sends nothing: pass the token on yourself. You can grant at most what you hold.
         *
         *     Needs the permission `members:write`.
         */
        post: operations["Accounts_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invitations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Withdraw an invitation
         * @description Its link stops working.
         *
         *     Needs the permission `members:write`.
         */
        delete: operations["Accounts_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/members/{id}/password-reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create a one-time token for a member who forgot their password
         * @description Allowed for people who hold everything that the member holds, if the member is in no other tenant; otherwise for platform staff. The token works once, within 24 hours.
         *
         *     Needs the permission `members:write`.
         */
        post: operations["Accounts_reset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/accept-invitation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Accept an invitation with a new account or with yours
         * @description With an access token, its account joins the tenant. Without one, a new account is created with the given password.
         *
         *     Needs no access token.
         */
        post: operations["Accounts_accept"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change a password, or reset it with a token; all sessions of the account end
         * @description The person’s API tokens keep working: the answer lists them. `revoke_tokens` revokes them, and the invitations and reset links that the person made.
         *
         *     Needs no access token.
         */
        post: operations["Accounts_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Log in (OAuth 2 token endpoint)
         * @description RFC 6749: the grants `password`, `refresh_token` and `client_credentials`, as a form or as JSON. Errors have the shape of that RFC. A refresh token works once; repeating it within 30 seconds returns the same successor.
         *
         *     Needs no access token.
         */
        post: operations["Auth_token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Log out, or revoke a token (RFC 7009)
         * @description Holding a token is enough to revoke it. A client that authenticates must be the one that the token was issued to. An unknown token counts as revoked: 200.
         *
         *     Needs no access token.
         */
        post: operations["Auth_revoke"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read your own identity and permissions
         * @description The principal of the access token, the tenants in which it may act, its permissions in the named tenant, and the origin of each permission.
         *
         *     Needs the permission `self:read`.
         */
        get: operations["Auth_me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List your own sessions
         * @description When and from where they were opened, and when they were last used; oldest first. For people only.
         *
         *     Needs the permission `self:read`.
         */
        get: operations["Sessions_list"];
        put?: never;
        post?: never;
        /**
         * End all your sessions except this one
         * @description Their access and refresh tokens are rejected from then on.
         *
         *     Needs the permission `self:read`.
         */
        delete: operations["Sessions_endOthers"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End one of your sessions
         * @description Its access and refresh tokens are rejected from then on.
         *
         *     Needs the permission `self:read`.
         */
        delete: operations["Sessions_end"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/.well-known/jwks.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Keys that verify our access tokens (RFC 7517)
         * @description For services that verify access tokens by themselves. Fetch them again if a token names an unknown `kid`.
         *
         *     Needs no access token.
         */
        get: operations["WellKnown_jwks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/.well-known/oauth-authorization-server": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Metadata of this authorization server (RFC 8414)
         * @description The issuer, the addresses of its endpoints, grants and client authentication, for OAuth libraries.
         *
         *     Needs no access token.
         */
        get: operations["WellKnown_metadata"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List API tokens
         * @description Tokens of the tenant, oldest first, with their owners. Secrets are never shown again.
         *
         *     Needs the permission `tokens:read`.
         */
        get: operations["ApiTokens_list"];
        put?: never;
        /**
         * Create an API token; its plaintext is shown only here
         * @description It is bound to the tenant and its owner: it may do what its `abilities` allow and its owner currently holds.
         *
         *     Needs the permission `tokens:write`.
         */
        post: operations["ApiTokens_create"];
        /**
         * Revoke all API tokens that you own in the tenant
         * @description They are rejected from then on. Tokens of others keep working.
         *
         *     Needs the permission `tokens:write`.
         */
        delete: operations["ApiTokens_revokeOwn"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tokens/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replace an API token; the old one keeps working for the overlap
         * @description For its owner only. The new token has the same name, abilities and lifetime.
         *
         *     Needs the permission `tokens:write`.
         */
        post: operations["ApiTokens_rotate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke an API token
         * @description This process rejects it at once, others within a second. Revoking it again is 404.
         *
         *     Needs the permission `tokens:write`.
         */
        delete: operations["ApiTokens_revoke"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/service-clients": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List internal services
         * @description Oldest first. Secrets are never shown again.
         *
         *     Needs the permission `tenants:read`.
         */
        get: operations["ServiceClients_list"];
        put?: never;
        /**
         * Register an internal service; its secret is shown only here
         * @description It logs in by `client_credentials`. With `tenant_key` it acts in that tenant only; without it, each request names a tenant.
         *
         *     Needs the permission `tenants:write`.
         */
        post: operations["ServiceClients_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/service-clients/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a service a new secret; the old one keeps working for the overlap
         * @description Both secrets work until the overlap ends. Its access tokens stay valid until they expire.
         *
         *     Needs the permission `tenants:write`.
         */
        post: operations["ServiceClients_rotate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/service-clients/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove an internal service
         * @description This process rejects its secrets and access tokens at once, others within a second.
         *
         *     Needs the permission `tenants:write`.
         */
        delete: operations["ServiceClients_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List members
         * @description People of the tenant with their roles and direct grants, in order of joining.
         *
         *     Needs the permission `members:read`.
         */
        get: operations["Members_list"];
        put?: never;
        /**
         * Add an existing account (platform staff; others invite)
         * @description Takes the account’s id, as `GET /v1/users` lists it.
         *
         *     Needs the permission `members:write`.
         */
        post: operations["Members_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/members/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a member
         * @description With roles, direct grants and status. Send the `ETag` as `If-Match` with a change.
         *
         *     Needs the permission `members:read`.
         */
        get: operations["Members_get"];
        put?: never;
        post?: never;
        /**
         * Remove a member
         * @description The person keeps their account, but loses all permissions in this tenant, and so do their tokens in it.
         *
         *     Needs the permission `members:write`.
         */
        delete: operations["Members_delete"];
        options?: never;
        head?: never;
        /**
         * Change roles, grants or status (merge patch); takes effect at once
         * @description RFC 7396: absent members keep their value. You can grant and withdraw only what you hold yourself. A tenant keeps at least one `tenant_admin`.
         *
         *     Needs the permission `members:write`.
         */
        patch: operations["Members_update"];
        trace?: never;
    };
    "/v1/permissions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what can be granted
         * @description Every permission. `subject:*` covers all permissions of a subject, `*` all of the tenant.
         *
         *     Needs the permission `roles:read`.
         */
        get: operations["Roles_listPermissions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List roles, including built-in ones
         * @description Built-in roles are in every tenant and cannot be changed; the others are the tenant’s own.
         *
         *     Needs the permission `roles:read`.
         */
        get: operations["Roles_list"];
        put?: never;
        /**
         * Create a role with at most what you hold
         * @description A role is a name for a set of permissions.
         *
         *     Needs the permission `roles:write`.
         */
        post: operations["Roles_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/roles/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a role
         * @description With its permissions. Send the `ETag` as `If-Match` with a change.
         *
         *     Needs the permission `roles:read`.
         */
        get: operations["Roles_get"];
        put?: never;
        post?: never;
        /**
         * Delete a role that no member has
         * @description If members have the role, the answer is 409. Open invitations that give it end. Built-in roles cannot be deleted.
         *
         *     Needs the permission `roles:write`.
         */
        delete: operations["Roles_delete"];
        options?: never;
        head?: never;
        /**
         * Change a role (merge patch); takes effect for its members at once
         * @description RFC 7396: absent members keep their value. `permissions` replaces the whole set. Built-in roles cannot be changed.
         *
         *     Needs the permission `roles:write`.
         */
        patch: operations["Roles_update"];
        trace?: never;
    };
    "/v1/signing-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the keys of access tokens, newest first, with their state
         * @description Shows public halves only. Private keys never leave the database unencrypted.
         *
         *     Needs the permission `tenants:read`.
         */
        get: operations["SigningKeys_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/signing-keys/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign access tokens with a new key (platform staff)
         * @description Earlier keys verify until their last tokens expire; `/.well-known/jwks.json` shows all.
         *
         *     Needs the permission `tenants:write`.
         */
        post: operations["SigningKeys_rotate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List people (platform staff)
         * @description Accounts of all tenants. Several accounts may have the same address: the id identifies them.
         *
         *     Needs the permission `tenants:read`.
         */
        get: operations["Users_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a person
         * @description `proved_by` names the tenants whose invitation the account accepted.
         *
         *     Needs the permission `tenants:read`.
         */
        get: operations["Users_get"];
        put?: never;
        post?: never;
        /**
         * Erase a person
         * @description Removes their sessions, API tokens, links and memberships at once. Trails keep the public id, which no longer identifies anybody.
         *
         *     Needs the permission `tenants:write`.
         */
        delete: operations["Users_delete"];
        options?: never;
        head?: never;
        /**
         * Disable or enable a person everywhere (merge patch); takes effect at once
         * @description A disabled person’s sessions end, and every tenant rejects their tokens. The platform keeps at least one active administrator.
         *
         *     Needs the permission `tenants:write`.
         */
        patch: operations["Users_update"];
        trace?: never;
    };
    "/v1/devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List devices
         * @description In order of their uids. `status` and `type` filter; `q` is a prefix of the uid or the name.
         *
         *     Needs the permission `devices:read`.
         */
        get: operations["Devices_list"];
        put?: never;
        /**
         * Register a device
         * @description Events of a device that is not registered are `unknown_device`, unless the tenant has `auto_register_devices`.
         *
         *     Needs the permission `devices:write`.
         */
        post: operations["Devices_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/devices/{device_uid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a device
         * @description With all of its metadata. Send the `ETag` as `If-Match` with a change; it also changes with `last_seen_at`.
         *
         *     Needs the permission `devices:read`.
         */
        get: operations["Devices_get"];
        put?: never;
        post?: never;
        /**
         * Delete a device that has no events
         * @description If it has events, the answer is 409 `device_has_events`: disable it instead.
         *
         *     Needs the permission `devices:write`.
         */
        delete: operations["Devices_delete"];
        options?: never;
        head?: never;
        /**
         * Change a device (merge patch)
         * @description RFC 7396: absent members keep their value, null clears, `metadata` merges deeply. A patch that changes nothing keeps `ETag` and `updated_at`. Events of a disabled device are `forbidden`.
         *
         *     Needs the permission `devices:write`.
         */
        patch: operations["Devices_update"];
        trace?: never;
    };
    "/v1/devices/{device_uid}/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the tokens of a device
         * @description Oldest first. Secrets are never shown again.
         *
         *     Needs the permission `tokens:read`.
         */
        get: operations["DeviceTokens_list"];
        put?: never;
        /**
         * Create a token that may only ingest, and only for this device
         * @description Store it on the device. An event that names another device is `forbidden`.
         *
         *     Needs the permission `tokens:write`.
         */
        post: operations["DeviceTokens_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/devices/{device_uid}/tokens/{token_id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replace a token of a device; the old one keeps working for the overlap
         * @description The new token has the same name and lifetime.
         *
         *     Needs the permission `tokens:write`.
         */
        post: operations["DeviceTokens_rotate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/devices/{device_uid}/tokens/{token_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke a token of a device
         * @description This process rejects it at once, others within a second.
         *
         *     Needs the permission `tokens:write`.
         */
        delete: operations["DeviceTokens_revoke"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List events
         * @description Further query parameters `payload.<path>=value`, such as `payload.celsius=21.5`, filter by a member of the payload, beside a device or a time range.
         *
         *     Needs the permission `events:read`.
         */
        get: operations["Events_list"];
        put?: never;
        /**
         * Send one event
         * @description Safe to repeat: the same event again is 200 `duplicate`, different content under the same uid is 409. CloudEvents 1.0 are taken too: in structured mode, in batches, and in binary mode (attributes as `ce-…` headers, data of any media type as the body). `subject`, `dataschema`, a `datacontenttype` other than JSON and extension attributes are kept as `extensions`.
         *
         *     Needs the permission `events:write`.
         */
        post: operations["Events_ingest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send up to 1,000 events
         * @description An invalid event does not affect the others. After any 4xx, 5xx or lost connection it is safe to send the same bytes again. With `dry_run=true` the answer is the same, but nothing is stored.
         *
         *     Needs the permission `events:write`.
         */
        post: operations["Events_ingestBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import any number of events
         * @description One event per line, optionally gzipped; blank lines are ignored. The answer is sent while the body is read, so read it while you send. It has a line for each event that failed, progress lines, and a last line with `summary`. The last line also has an `error` if the import stopped early. Lines are numbered from 1. Events reported as stored are committed. After a break, send everything again, or continue after the last `lines`: events that are stored already are `duplicate`. Lines may be stored in any order: if two lines have the same uid and differ, either may be stored. 30 seconds without a byte end the import.
         *
         *     Needs the permission `events:write`.
         */
        post: operations["Events_import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events/{event_uid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read an event
         * @description Returns the whole payload, of any size. An event of another tenant and a missing event are the same 404.
         *
         *     Needs the permission `events:read`.
         */
        get: operations["Events_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Count events by time
         * @description Counts the events that occurred in each minute, hour or day (UTC), optionally by `type` or `device_uid`; empty buckets are left out. Without `occurred_from` it counts the last day (minutes), 31 days (hours) or 400 days (days). Further query parameters `payload.<path>=value`, such as `payload.celsius=21.5`, filter by a member of the payload, beside a device or a time range.
         *
         *     Needs the permission `events:read`.
         */
        get: operations["Reading_count"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export any number of events
         * @description In storage order, as NDJSON or, if `Accept` prefers `text/csv`, as CSV (RFC 4180, every cell quoted; a cell that a spreadsheet would run as a formula has a `'` before it). It has every event that is stored when it begins. If an answer breaks off before its proper end, events are missing: request the rest with `after_position`. Further query parameters `payload.<path>=value`, such as `payload.celsius=21.5`, filter by a member of the payload, beside a device or a time range.
         *
         *     Needs the permission `events:read`.
         */
        get: operations["Reading_export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow events as they are stored
         * @description Server-sent events: each message is an event, and its `id` is the place after it. Reconnect with the last `id` as `Last-Event-ID`, and no event is missed or repeated, in whatever order transactions commit. Without it the stream begins now. A silent stream sends a comment and its place every 15 seconds. Before a stream ends, it sends a message `problem` with a problem document: `unauthenticated`, `forbidden`, `tenant_suspended` (the credential no longer holds), `slow_consumer` (nothing was read for 10 seconds), `draining`, `database_unavailable` (reconnect).
         *
         *     Needs the permission `events:read`.
         */
        get: operations["Streams_stream"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ingestions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List requests that were accepted to be stored later, newest first
         * @description Requests with `Prefer: respond-async`: their status and the number of events by outcome so far.
         *
         *     Needs the permission `events:read`.
         */
        get: operations["Ingestions_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ingestions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the result of a request that was accepted to be stored later
         * @description Needs the permission to send events. It is kept for some days after it is finished.
         *
         *     Needs the permission `events:write`.
         */
        get: operations["Ingestions_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dead-letters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List ingestions that could not be stored, newest first
         * @description A dead letter is an accepted request that failed five times. `reason` is a problem code, or `worker_lost`.
         *
         *     Needs the permission `dead_letters:read`.
         */
        get: operations["DeadLetters_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dead-letters/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Retry all that match, or count them with `dry_run=true`
         * @description Filters are `reason` and creation time; without a filter all match. Events that are stored already are `duplicate`.
         *
         *     Needs the permission `dead_letters:write`.
         */
        post: operations["DeadLetters_replayAll"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dead-letters/{id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Retry one
         * @description Safe: events that are stored already are `duplicate`. The dead letter is removed and its ingestion is queued.
         *
         *     Needs the permission `dead_letters:write`.
         */
        post: operations["DeadLetters_replay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dead-letters/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete one with its events
         * @description For events that can never be stored. They are lost.
         *
         *     Needs the permission `dead_letters:write`.
         */
        delete: operations["DeadLetters_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        AuditView: {
            /** @example 42 */
            id: string;
            /** Format: date-time */
            created_at: string;
            /**
             * @description `user:`, `token:`, `device:` or `client:` with the id; `system`; `anonymous`.
             * @example user:5f0c8f9e-6f0b-4b57-9d6f-0d6f1f0c8f9e
             */
            actor: string;
            /**
             * @description Current name of the person; null if the person was erased, or the actor is no person.
             * @example Ada
             */
            actor_name: string | null;
            /** @example device.update */
            action: string;
            /** @example device:sensor-1 */
            target: string;
            /** @enum {string} */
            outcome: "done" | "denied";
            /**
             * @description Problem code of a denial.
             * @example null
             */
            code: string | null;
            /**
             * Format: int64
             * @description Number of like events that the entry stands for.
             * @example 1
             */
            count: number;
            /** @description `before` and `after` of what changed, with secrets masked. */
            changes: {
                [key: string]: unknown;
            } | null;
            request_id: string | null;
            /** @example 203.0.113.7 */
            address: string | null;
        };
        AuditPage: {
            data: components["schemas"]["AuditView"][];
            next_cursor: string | null;
        };
        ErasureView: {
            /** Format: uuid */
            id: string;
            /** @example acme */
            tenant_key: string;
            /** @enum {string} */
            status: "erasing" | "done";
            /**
             * @description Rows removed so far, by table. The counts are exact even after crashes.
             * @example {
             *       "events": 120000,
             *       "devices": 12
             *     }
             */
            deleted: {
                [key: string]: number;
            };
            /** @example user:5f0c8f9e-6f0b-4b57-9d6f-0d6f1f0c8f9e */
            requested_by: string;
            /** Format: date-time */
            requested_at: string;
            /** Format: date-time */
            finished_at: string | null;
        };
        ErasurePage: {
            data: components["schemas"]["ErasureView"][];
            next_cursor: string | null;
        };
        TenantLimits: {
            /**
             * Format: int64
             * @example 5000
             */
            events_per_second?: number | null;
            /**
             * Format: int64
             * @example 20000
             */
            burst_events?: number | null;
            /**
             * Format: int64
             * @example 10485760
             */
            bytes_per_second?: number | null;
            /**
             * Format: int64
             * @example 52428800
             */
            burst_bytes?: number | null;
            /**
             * Format: int64
             * @example 1000
             */
            device_events_per_second?: number | null;
            /**
             * Format: int64
             * @example 5000
             */
            device_burst_events?: number | null;
            /**
             * Format: int64
             * @example 100
             */
            max_concurrent_requests?: number | null;
            /**
             * Format: int64
             * @example 5000
             */
            requests_per_second?: number | null;
            /**
             * Format: int64
             * @example 20000
             */
            burst_requests?: number | null;
            /**
             * Format: int64
             * @example 500
             */
            reads_per_second?: number | null;
            /**
             * Format: int64
             * @example 2000
             */
            burst_reads?: number | null;
            /**
             * Format: int64
             * @example 10000
             */
            max_queued_ingestions?: number | null;
        };
        TenantSettings: {
            /** @example false */
            auto_register_devices?: boolean | null;
            limits?: components["schemas"]["TenantLimits"] | null;
            /**
             * Format: int64
             * @example 365
             */
            retention_days?: number | null;
            /**
             * Format: int64
             * @example 365
             */
            audit_retention_days?: number | null;
            /**
             * Format: int64
             * @example 35
             */
            accept_past_days?: number | null;
            /**
             * Format: int64
             * @example 300
             */
            accept_future_seconds?: number | null;
            /** Format: int64 */
            queue_weight?: number | null;
            /** @example false */
            accept_late?: boolean | null;
        };
        TenantView: {
            /** @example acme */
            key: string;
            /** @example Acme Corporation */
            name: string;
            /** @enum {string} */
            status: "active" | "suspended";
            /** @description With all defaults filled in. */
            settings: components["schemas"]["TenantSettings"];
            /**
             * Format: date-time
             * @description Events that occurred before it are rejected, because retention has removed them or is about to.
             * @example null
             */
            purged_before: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        TenantPage: {
            data: components["schemas"]["TenantView"][];
            next_cursor: string | null;
        };
        CreateTenant: {
            /**
             * @description Public name of the tenant; never changes.
             * @example acme
             */
            key: string;
            /** @example Acme Corporation */
            name?: string;
            /** @enum {string} */
            status?: "active" | "suspended";
            settings?: components["schemas"]["TenantSettings"];
        };
        UpdateTenant: {
            /** @example Acme Corporation */
            name?: string;
            /** @enum {string} */
            status?: "active" | "suspended";
            /** @description Merged deeply into the current settings; null restores a default, or all of them. */
            settings?: components["schemas"]["TenantSettings"] | null;
        };
        BucketUsage: {
            /**
             * Format: int64
             * @description Units of the burst in use. They come back at the rate.
             * @example 1250
             */
            used: number;
            /**
             * Format: int64
             * @description Units that would be admitted now.
             * @example 18750
             */
            remaining: number;
        };
        LimitsUsage: {
            events: components["schemas"]["BucketUsage"];
            bytes: components["schemas"]["BucketUsage"];
            requests: components["schemas"]["BucketUsage"];
            reads: components["schemas"]["BucketUsage"];
            /** @description Requests in progress. */
            concurrent_requests: components["schemas"]["BucketUsage"];
        };
        TenantLimitsView: {
            /** @example acme */
            tenant_key: string;
            /** @description With all defaults filled in. */
            limits: components["schemas"]["TenantLimits"];
            usage: components["schemas"]["LimitsUsage"];
        };
        InvitationView: {
            /** Format: uuid */
            id: string;
            /** @example ada@example.com */
            email: string;
            /**
             * @example [
             *       "operator"
             *     ]
             */
            roles: string[];
            /** @example [] */
            permissions: string[];
            /** Format: date-time */
            expires_at: string;
            /** Format: date-time */
            created_at: string;
        };
        InvitationPage: {
            data: components["schemas"]["InvitationView"][];
            next_cursor: string | null;
        };
        CreateInvitation: {
            /**
             * Format: email
             * @example ada@example.com
             */
            email: string;
            /**
             * @description At most what you hold.
             * @example [
             *       "operator"
             *     ]
             */
            roles: string[];
            /**
             * @example [
             *       "events:read"
             *     ]
             */
            permissions?: ("events:read" | "events:write" | "devices:read" | "devices:write" | "tokens:read" | "tokens:write" | "members:read" | "members:write" | "roles:read" | "roles:write" | "audit:read" | "usage:read" | "dead_letters:read" | "dead_letters:write" | "events:*" | "devices:*" | "tokens:*" | "members:*" | "roles:*" | "audit:*" | "usage:*" | "dead_letters:*" | "*")[];
        };
        CreatedInvitationView: {
            /** Format: uuid */
            id: string;
            /** @example ada@example.com */
            email: string;
            /**
             * @example [
             *       "operator"
             *     ]
             */
            roles: string[];
            /** @example [] */
            permissions: string[];
            /** Format: date-time */
            expires_at: string;
            /** Format: date-time */
            created_at: string;
            /**
             * @description For the link that you send to the person. It is shown only here and works once.
             * @example tri_acme_…
             */
            token: string;
        };
        ResetView: {
            /**
             * @description For the link that you send to the person. It is shown only here and works once.
             * @example trp_…
             */
            token: string;
            /** Format: date-time */
            expires_at: string;
        };
        AcceptInvitation: {
            /** @example tri_acme_… */
            token: string;
            /**
             * Format: password
             * @description At least 12 characters. Common and guessable passwords are rejected.
             * @example three quiet rivers meet
             */
            password?: string;
            /** @example Ada Lovelace */
            name?: string | null;
        };
        AcceptedView: {
            /** @example acme */
            tenant_key: string;
            /** @example ada@example.com */
            email: string;
            /**
             * @example [
             *       "operator"
             *     ]
             */
            roles: string[];
        };
        ChangePassword: {
            /**
             * @description Token of a reset link. Without it `current_password` is required.
             * @example trp_…
             */
            token?: string;
            /** Format: password */
            current_password?: string;
            /**
             * Format: email
             * @description Account whose password changes. Without it, the account of the access token.
             * @example ada@example.com
             */
            email?: string;
            /** @description Tenant in which the account is a member. Without it the most recently used accounts of the address are tried. */
            tenant_key?: string;
            /**
             * @description Also revokes the person's API tokens, and the links that they made.
             * @default false
             */
            revoke_tokens: boolean;
            /**
             * Format: password
             * @description At least 12 characters. Common and guessable passwords are rejected.
             * @example three quiet rivers meet
             */
            new_password: string;
        };
        LiveToken: {
            /** @example acme */
            tenant_key: string;
            /** Format: uuid */
            id: string;
            /** @example gateway in hall 3 */
            name: string;
            /**
             * @example [
             *       "events:write"
             *     ]
             */
            abilities: string[];
            /** Format: date-time */
            expires_at: string | null;
            /** Format: date-time */
            last_used_at: string | null;
        };
        PasswordChangedView: {
            /** @description API tokens of the person that still work, at most 500. A password change does not revoke them. */
            tokens: components["schemas"]["LiveToken"][];
            /**
             * Format: int64
             * @description Number of API tokens that `revoke_tokens` revoked.
             * @example 0
             */
            revoked_tokens: number;
        };
        TokenRequest: {
            /**
             * @example password
             * @enum {string}
             */
            grant_type: "password" | "refresh_token" | "client_credentials";
            /**
             * @description Email address.
             * @example admin@example.com
             */
            username?: string;
            /** Format: password */
            password?: string;
            /** @description For the grant `refresh_token`. It works once. */
            refresh_token?: string;
            /** @description For the grant `client_credentials`, unless sent by HTTP Basic. */
            client_id?: string;
            /** Format: password */
            client_secret?: string;
            /**
             * @description Permissions, separated by spaces. Narrows what the token may do; with the grant `password` it narrows the whole
             *     session permanently. With the grant `refresh_token` it may name permissions of the session, and narrows only the
             *     access token.
             */
            scope?: string;
            /** @description Binds the session to one tenant. */
            tenant_key?: string;
        } & {
            [key: string]: unknown;
        };
        TokenResponse: {
            access_token: string;
            /** @enum {string} */
            token_type: "Bearer";
            /**
             * Format: int64
             * @description Seconds.
             * @example 900
             */
            expires_in: number;
            /**
             * @description If the grant has one. It works once; each answer has the next one.
             * @example trr_…
             */
            refresh_token?: string;
            /**
             * @description A service's token: its permissions. A person's token: the permissions that it is narrowed to, absent if it is not
             *     narrowed.
             * @example events:read
             */
            scope?: string;
        };
        OAuthErrorView: {
            /** @example invalid_grant */
            error: string;
            error_description: string;
        };
        RevokeRequest: {
            /**
             * @description A person's refresh or access token, which ends its session; an access token of a service; or an API token.
             * @example trb_demo_…
             */
            token: string;
            token_type_hint?: string;
            /** @description Credentials of a service, unless sent by HTTP Basic; optional. */
            client_id?: string;
            /** Format: password */
            client_secret?: string;
        } & {
            [key: string]: unknown;
        };
        PrincipalView: {
            /** @enum {string} */
            kind: "user" | "token" | "device" | "client";
            /** @description Of the user or token; the device_uid of a device. */
            id: string;
            /**
             * @description Email address of the person behind it.
             * @example admin@example.com
             */
            email: string | null;
            name: string | null;
            /** @description Whether it is platform staff, who may act in any tenant by naming it. */
            staff: boolean;
        };
        TenantOfPrincipal: {
            /** @example acme */
            tenant_key: string;
            /**
             * @example [
             *       "tenant_admin"
             *     ]
             */
            roles: string[];
        };
        GrantedPermission: {
            /** @example events:read */
            permission: string;
            /**
             * @description Origin of the permission: `role:<name>`, `direct`, `platform_admin`, `device` or `client`.
             * @example [
             *       "role:operator"
             *     ]
             */
            from: string[];
        };
        MeView: {
            principal: components["schemas"]["PrincipalView"];
            /**
             * @description Tenant of this request, by credential or selector.
             * @example acme
             */
            tenant_key: string | null;
            tenants: components["schemas"]["TenantOfPrincipal"][];
            /**
             * @description Permissions in this request.
             * @example [
             *       "events:read",
             *       "events:write"
             *     ]
             */
            permissions: string[];
            /** @description Origin of each permission inside the tenant. */
            grants: components["schemas"]["GrantedPermission"][];
        };
        SessionView: {
            /** Format: uuid */
            id: string;
            /** @description Whether it is the session of this request. */
            current: boolean;
            /**
             * @description Tenant that it is bound to.
             * @example null
             */
            tenant_key: string | null;
            /**
             * @description Permissions that it is narrowed to, separated by spaces.
             * @example null
             */
            scope: string | null;
            /**
             * @description IP address from which it was opened or last refreshed.
             * @example 203.0.113.7
             */
            address: string | null;
            /**
             * Format: date-time
             * @description When the person logged in.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it was opened or last refreshed.
             */
            last_used_at: string;
            /**
             * Format: date-time
             * @description When it expires unless it is refreshed.
             */
            expires_at: string;
        };
        SessionPage: {
            data: components["schemas"]["SessionView"][];
            next_cursor: string | null;
        };
        PublicKey: {
            /** @example EC */
            kty: string;
            /** @example P-256 */
            crv: string;
            /** @example ES256 */
            alg: string;
            /** @example sig */
            use: string;
            kid: string;
            x: string;
            y: string;
        };
        KeySet: {
            keys: components["schemas"]["PublicKey"][];
        };
        ServerMetadata: {
            issuer: string;
            token_endpoint: string;
            revocation_endpoint: string;
            jwks_uri: string;
            response_types_supported: string[];
            grant_types_supported: string[];
            scopes_supported: string[];
            token_endpoint_auth_methods_supported: string[];
            revocation_endpoint_auth_methods_supported: string[];
            service_documentation: string;
        };
        TokenOwner: {
            /** @enum {string} */
            kind: "user" | "client" | "device";
            /**
             * @description Public id of the person or client, or the `device_uid`.
             * @example 5f0c8f9e-6f0b-4b57-9d6f-0d6f1f0c8f9e
             */
            id: string;
            /** @example Ada */
            name: string | null;
        };
        ListedTokenView: {
            /** Format: uuid */
            id: string;
            /** @example gateway in hall 3 */
            name: string;
            /**
             * @example [
             *       "events:write"
             *     ]
             */
            abilities: string[];
            /** Format: date-time */
            expires_at: string | null;
            /** Format: date-time */
            last_used_at: string | null;
            /** Format: date-time */
            created_at: string;
            owner: components["schemas"]["TokenOwner"];
        };
        TokenPage: {
            data: components["schemas"]["ListedTokenView"][];
            next_cursor: string | null;
        };
        CreateToken: {
            /** @example gateway in hall 3 */
            name: string;
            /**
             * @description Permissions; wildcards are allowed. At most what you hold.
             * @example [
             *       "events:write",
             *       "events:read"
             *     ]
             */
            abilities: ("events:read" | "events:write" | "devices:read" | "devices:write" | "tokens:read" | "tokens:write" | "members:read" | "members:write" | "roles:read" | "roles:write" | "audit:read" | "usage:read" | "dead_letters:read" | "dead_letters:write" | "events:*" | "devices:*" | "tokens:*" | "members:*" | "roles:*" | "audit:*" | "usage:*" | "dead_letters:*" | "*")[];
            /**
             * Format: date-time
             * @description When the token expires. With null it never expires, if the service sets no maximum.
             * @example 2099-12-31T00:00:00Z
             */
            expires_at?: string | null;
        };
        CreatedTokenView: {
            /** Format: uuid */
            id: string;
            /** @example gateway in hall 3 */
            name: string;
            /**
             * @example [
             *       "events:write"
             *     ]
             */
            abilities: string[];
            /** Format: date-time */
            expires_at: string | null;
            /** Format: date-time */
            last_used_at: string | null;
            /** Format: date-time */
            created_at: string;
            /**
             * @description The plaintext. It is shown only here.
             * @example trb_acme_…
             */
            token: string;
        };
        RotateToken: {
            /**
             * Format: int64
             * @description How long the old token keeps working. Seconds.
             * @default 3600
             */
            overlap_seconds: number;
        };
        ServiceClientView: {
            /**
             * Format: uuid
             * @description The `client_id`.
             */
            id: string;
            /** @example billing */
            name: string;
            /**
             * @example [
             *       "events:read"
             *     ]
             */
            abilities: string[];
            /** @example acme */
            tenant_key: string | null;
            /** Format: date-time */
            created_at: string;
        };
        ServiceClientPage: {
            data: components["schemas"]["ServiceClientView"][];
            next_cursor: string | null;
        };
        CreateServiceClient: {
            /** @example billing */
            name: string;
            /**
             * @description Permissions; wildcards are allowed. `tenants:*` must be named itself, and only by a client without a tenant.
             * @example [
             *       "events:read"
             *     ]
             */
            abilities: ("events:read" | "events:write" | "devices:read" | "devices:write" | "tokens:read" | "tokens:write" | "members:read" | "members:write" | "roles:read" | "roles:write" | "audit:read" | "usage:read" | "dead_letters:read" | "dead_letters:write" | "events:*" | "devices:*" | "tokens:*" | "members:*" | "roles:*" | "audit:*" | "usage:*" | "dead_letters:*" | "*" | "tenants:read" | "tenants:write")[];
            /**
             * @description Binds the client to one tenant. Without it, the client acts in any tenant, by naming it.
             * @example acme
             */
            tenant_key?: string;
        };
        CreatedServiceClientView: {
            /**
             * Format: uuid
             * @description The `client_id`.
             */
            id: string;
            /** @example billing */
            name: string;
            /**
             * @example [
             *       "events:read"
             *     ]
             */
            abilities: string[];
            /** @example acme */
            tenant_key: string | null;
            /** Format: date-time */
            created_at: string;
            /**
             * @description Shown only here.
             * @example trs_…
             */
            client_secret: string;
        };
        MemberView: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            user_id: string;
            /** @example ada@example.com */
            email: string;
            /** @example Ada */
            name: string;
            /**
             * @example [
             *       "operator"
             *     ]
             */
            roles: string[];
            /** @example [] */
            permissions: string[];
            /** @enum {string} */
            status: "active" | "disabled";
            /** Format: date-time */
            created_at: string;
        };
        MemberPage: {
            data: components["schemas"]["MemberView"][];
            next_cursor: string | null;
        };
        CreateMember: {
            /**
             * Format: uuid
             * @description Id of an account, as `GET /v1/users` lists it. An address may belong to several accounts.
             */
            user_id: string;
            /**
             * @example [
             *       "operator"
             *     ]
             */
            roles: string[];
            /**
             * @description Granted directly, in addition to the roles.
             * @example [
             *       "events:read"
             *     ]
             */
            permissions?: ("events:read" | "events:write" | "devices:read" | "devices:write" | "tokens:read" | "tokens:write" | "members:read" | "members:write" | "roles:read" | "roles:write" | "audit:read" | "usage:read" | "dead_letters:read" | "dead_letters:write" | "events:*" | "devices:*" | "tokens:*" | "members:*" | "roles:*" | "audit:*" | "usage:*" | "dead_letters:*" | "*")[];
        };
        UpdateMember: {
            /**
             * @example [
             *       "operator"
             *     ]
             */
            roles?: string[];
            /**
             * @example [
             *       "events:read"
             *     ]
             */
            permissions?: ("events:read" | "events:write" | "devices:read" | "devices:write" | "tokens:read" | "tokens:write" | "members:read" | "members:write" | "roles:read" | "roles:write" | "audit:read" | "usage:read" | "dead_letters:read" | "dead_letters:write" | "events:*" | "devices:*" | "tokens:*" | "members:*" | "roles:*" | "audit:*" | "usage:*" | "dead_letters:*" | "*")[];
            /**
             * @description A disabled member may not act in the tenant until enabled again.
             * @enum {string}
             */
            status?: "active" | "disabled";
        };
        PermissionView: {
            /** @example events:read */
            permission: string;
            /** @example events */
            subject: string;
            /** @example read */
            action: string;
        };
        PermissionPage: {
            data: components["schemas"]["PermissionView"][];
            next_cursor: string | null;
        };
        RoleView: {
            /** @description A UUID; the name of a built-in role. */
            id: string;
            /** @example auditor */
            name: string;
            description: string;
            /**
             * @example [
             *       "events:read"
             *     ]
             */
            permissions: string[];
            /** @description Whether it is built-in. Built-in roles are the same in every tenant and never change. */
            builtin: boolean;
        };
        RolePage: {
            data: components["schemas"]["RoleView"][];
            next_cursor: string | null;
        };
        CreateRole: {
            /** @example auditor */
            name: string;
            /** @example Reads everything, changes nothing */
            description?: string;
            /**
             * @description At most what you hold.
             * @example [
             *       "events:read"
             *     ]
             */
            permissions: ("events:read" | "events:write" | "devices:read" | "devices:write" | "tokens:read" | "tokens:write" | "members:read" | "members:write" | "roles:read" | "roles:write" | "audit:read" | "usage:read" | "dead_letters:read" | "dead_letters:write" | "events:*" | "devices:*" | "tokens:*" | "members:*" | "roles:*" | "audit:*" | "usage:*" | "dead_letters:*" | "*")[];
        };
        UpdateRole: {
            /** @example Reads everything, changes nothing */
            description?: string;
            /**
             * @example [
             *       "events:read"
             *     ]
             */
            permissions?: ("events:read" | "events:write" | "devices:read" | "devices:write" | "tokens:read" | "tokens:write" | "members:read" | "members:write" | "roles:read" | "roles:write" | "audit:read" | "usage:read" | "dead_letters:read" | "dead_letters:write" | "events:*" | "devices:*" | "tokens:*" | "members:*" | "roles:*" | "audit:*" | "usage:*" | "dead_letters:*" | "*")[];
        };
        SigningKeyView: {
            /**
             * @description Key id, as in the header of its tokens and in `/.well-known/jwks.json`.
             * @example NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs
             */
            kid: string;
            /**
             * @description `next`: published, does not sign yet. `signing`. `verifying`: verifies tokens that it signed. `retired`: no longer
             *     used.
             * @enum {string}
             */
            state: "next" | "signing" | "verifying" | "retired";
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            signs_from: string;
            /**
             * Format: date-time
             * @description When its last tokens expire; null while it is the newest key.
             */
            verifies_until: string | null;
        };
        SigningKeyPage: {
            data: components["schemas"]["SigningKeyView"][];
            next_cursor: string | null;
        };
        RotateKeys: {
            /**
             * @description Set it if a key was compromised: all access tokens end now; sessions continue with their refresh tokens.
             * @default false
             */
            revoke_previous: boolean;
        };
        RotatedKeysView: {
            kid: string;
            /**
             * Format: date-time
             * @description When it begins to sign. The key set shows it at once, so that every process knows it by then.
             */
            signs_from: string;
            /**
             * Format: date-time
             * @description Until then the earlier keys verify the tokens that they signed.
             */
            previous_end_at: string;
        };
        UserView: {
            /** Format: uuid */
            id: string;
            /** @example ada@example.com */
            email: string;
            /** @example Ada */
            name: string;
            /** @enum {string} */
            status: "active" | "disabled";
            /** @description Whether the person is platform staff. */
            staff: boolean;
            /**
             * @description Keys of the tenants whose invitation the account accepted. Nothing else confirms that the address is the person's.
             * @example [
             *       "acme"
             *     ]
             */
            proved_by: string[];
            /** Format: date-time */
            created_at: string;
        };
        UserPage: {
            data: components["schemas"]["UserView"][];
            next_cursor: string | null;
        };
        UpdateUser: {
            /**
             * @description A disabled person may act in no tenant. Their sessions end; their API tokens work again when they are enabled.
             * @enum {string}
             */
            status?: "active" | "disabled";
        };
        MetadataOmitted: {
            /** @example /v1/devices/sensor-1 */
            href: string;
        };
        DeviceView: {
            /** @example sensor-1 */
            device_uid: string;
            /** @example Thermometer at the door */
            name: string | null;
            /** @example thermometer */
            type: string | null;
            /**
             * @example {
             *       "site": "hall 3",
             *       "firmware": "2.4.1"
             *     }
             */
            metadata: {
                [key: string]: unknown;
            };
            /** @description In lists only: the metadata exceed the current limit and are omitted. This URL returns them. */
            metadata_omitted?: components["schemas"]["MetadataOmitted"];
            /** @enum {string} */
            status: "active" | "disabled";
            /** Format: date-time */
            last_seen_at: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        DevicePage: {
            data: components["schemas"]["DeviceView"][];
            next_cursor: string | null;
        };
        CreateDevice: {
            /**
             * @description Public name of the device in its tenant. It never changes.
             * @example sensor-1
             */
            device_uid: string;
            /** @example Thermometer at the door */
            name?: string | null;
            /** @example thermometer */
            type?: string | null;
            /**
             * @description At most 16 KiB in the form that is stored, and 512 members at all depths.
             * @example {
             *       "site": "hall 3",
             *       "firmware": "2.4.1"
             *     }
             */
            metadata?: {
                [key: string]: unknown;
            };
            /** @enum {string} */
            status?: "active" | "disabled";
        };
        UpdateDevice: {
            /** @example Thermometer at the door */
            name?: string | null;
            /** @example thermometer */
            type?: string | null;
            /**
             * @description Merged deeply into what is stored. null removes a member, or all of them.
             * @example {
             *       "site": "hall 3",
             *       "firmware": "2.4.1"
             *     }
             */
            metadata?: {
                [key: string]: unknown;
            } | null;
            /**
             * @description New events of a disabled device are `forbidden`.
             * @enum {string}
             */
            status?: "active" | "disabled";
        };
        CreateDeviceToken: {
            /** @example burnt in at the factory */
            name: string;
            /**
             * Format: date-time
             * @description When the token expires. With null it never expires, if the service sets no maximum.
             * @example 2099-12-31T00:00:00Z
             */
            expires_at?: string | null;
        };
        SingleEventInput: {
            /**
             * @description Selects the tenant, for credentials that may act in several.
             * @example demo
             */
            tenant_key?: string;
            /**
             * @description Identity of the event: sending it again with the same content changes nothing.
             * @example 0192f7c4-8a2e-7c31-b7d5-2f6e1c9a4b10
             */
            event_uid: string;
            /** @example sensor-1 */
            device_uid: string;
            /** @example temperature.measured */
            type: string;
            /**
             * Format: date-time
             * @description When it occurred. If it is absent, the time of receipt is stored.
             */
            occurred_at?: string;
            /**
             * @example {
             *       "celsius": 21.5,
             *       "battery": 0.83
             *     }
             */
            payload: {
                [key: string]: unknown;
            };
        };
        IngestView: {
            /** @enum {string} */
            outcome: "created" | "duplicate";
            event_uid: string;
            /** Format: date-time */
            received_at: string;
        };
        ItemError: {
            /** @example invalid_timestamp */
            code: string;
            detail: string;
            /** @example /events/3/occurred_at */
            pointer: string;
        };
        BatchItem: {
            /** Format: int64 */
            index: number;
            event_uid: string | null;
            /** @enum {string} */
            outcome: "created" | "duplicate" | "conflict" | "invalid" | "unknown_device" | "forbidden" | "throttled" | "failed" | "accepted";
            /**
             * Format: int64
             * @description Status that the event would have alone.
             */
            status: number;
            retryable: boolean;
            error?: components["schemas"]["ItemError"];
        };
        AcceptedIngestView: {
            /** Format: uuid */
            ingestion_id: string;
            /**
             * @description If the request was a single event.
             * @enum {string}
             */
            outcome?: "accepted";
            event_uid?: string;
            /** Format: date-time */
            received_at?: string;
            /**
             * @description If the request was a batch: `accepted` events, and those rejected already.
             * @example {
             *       "accepted": 999,
             *       "invalid": 1
             *     }
             */
            summary?: {
                [key: string]: number;
            };
            items?: components["schemas"]["BatchItem"][];
        };
        EventInput: {
            /**
             * @description Identity of the event: sending it again with the same content changes nothing.
             * @example 0192f7c4-8a2e-7c31-b7d5-2f6e1c9a4b10
             */
            event_uid: string;
            /** @example sensor-1 */
            device_uid: string;
            /** @example temperature.measured */
            type: string;
            /**
             * Format: date-time
             * @description When it occurred. If it is absent, the time of receipt is stored.
             */
            occurred_at?: string;
            /**
             * @example {
             *       "celsius": 21.5,
             *       "battery": 0.83
             *     }
             */
            payload: {
                [key: string]: unknown;
            };
        };
        BatchInput: {
            /** @example demo */
            tenant_key?: string;
            /**
             * @example [
             *       {
             *         "event_uid": "b-1",
             *         "device_uid": "sensor-1",
             *         "type": "temperature.measured",
             *         "payload": {
             *           "celsius": 21.5,
             *           "battery": 0.83
             *         }
             *       },
             *       {
             *         "event_uid": "b-2",
             *         "device_uid": "sensor-1",
             *         "type": "temperature.measured",
             *         "payload": {
             *           "celsius": 21.5,
             *           "battery": 0.83
             *         }
             *       }
             *     ]
             */
            events: components["schemas"]["EventInput"][];
        };
        BatchView: {
            /** @description Nothing was stored: `created` means that the event would be created. */
            dry_run?: boolean;
            /**
             * @description Number of events by outcome.
             * @example {
             *       "created": 998,
             *       "duplicate": 2
             *     }
             */
            summary: {
                [key: string]: number;
            };
            items: components["schemas"]["BatchItem"][];
        };
        PayloadOmitted: {
            /**
             * Format: int64
             * @example 13415000
             */
            bytes: number;
            /** @example /v1/events/0192f7c4-8a2e-7c31-b7d5-2f6e1c9a4b10 */
            href: string;
        };
        EventView: {
            /** @example 0192f7c4-8a2e-7c31-b7d5-2f6e1c9a4b10 */
            event_uid: string;
            /** @example sensor-1 */
            device_uid: string;
            /** @example temperature.measured */
            type: string;
            /** Format: date-time */
            occurred_at: string;
            /** Format: date-time */
            received_at: string;
            /**
             * Format: int64
             * @description Place in the tenant's storage order.
             * @example 4711
             */
            position: number;
            /** @description Whether it was older than the acceptance window on receipt. */
            late: boolean;
            /**
             * @example {
             *       "celsius": 21.5,
             *       "battery": 0.83
             *     }
             */
            payload: {
                [key: string]: unknown;
            };
            /** @description Replaces a payload over 512 KiB, which an earlier release accepted. The event's own URL returns the payload. */
            payload_omitted?: components["schemas"]["PayloadOmitted"];
            /** @description CloudEvents extension attributes. */
            extensions?: {
                [key: string]: unknown;
            };
            /**
             * @description Source of a CloudEvent, as the sender gave it.
             * @example /halls/3/sensor-1
             */
            source?: string;
        };
        EventPage: {
            data: components["schemas"]["EventView"][];
            next_cursor: string | null;
        };
        StatsBucket: {
            /**
             * Format: date-time
             * @description When the bucket begins. It ends one interval later.
             * @example 2026-01-31T12:00:00.000Z
             */
            time: string;
            /** @example temperature.measured */
            type?: string;
            /** @example sensor-1 */
            device_uid?: string;
            /**
             * Format: int64
             * @description Events that occurred in the bucket. Buckets without events are left out.
             * @example 42
             */
            count: number;
        };
        StatsPage: {
            /** @enum {string} */
            interval: "minute" | "hour" | "day";
            /**
             * Format: date-time
             * @description Start of the counted span, inclusive.
             */
            occurred_from: string;
            data: components["schemas"]["StatsBucket"][];
            next_cursor: string | null;
        };
        IngestionSummary: {
            /** Format: uuid */
            id: string;
            /**
             * @description `done` if every event has a result, `dead` if the ingestion was given up (see dead letters).
             * @enum {string}
             */
            status: "queued" | "processing" | "done" | "dead";
            /**
             * @description Number of events by outcome; `accepted` are those without a result yet.
             * @example {
             *       "created": 998,
             *       "duplicate": 2
             *     }
             */
            summary: {
                [key: string]: number;
            };
            /**
             * Format: int64
             * @description How many times a worker has started it.
             * @example 1
             */
            tries: number;
            /** Format: date-time */
            accepted_at: string;
            /** Format: date-time */
            finished_at: string | null;
        };
        IngestionPage: {
            data: components["schemas"]["IngestionSummary"][];
            next_cursor: string | null;
        };
        IngestionView: {
            /** Format: uuid */
            id: string;
            /**
             * @description `done` if every event has a result, `dead` if the ingestion was given up (see dead letters).
             * @enum {string}
             */
            status: "queued" | "processing" | "done" | "dead";
            /**
             * @description Number of events by outcome; `accepted` are those without a result yet.
             * @example {
             *       "created": 998,
             *       "duplicate": 2
             *     }
             */
            summary: {
                [key: string]: number;
            };
            /**
             * Format: int64
             * @description How many times a worker has started it.
             * @example 1
             */
            tries: number;
            /** Format: date-time */
            accepted_at: string;
            /** Format: date-time */
            finished_at: string | null;
            /** @description The events that failed, in the order of the request. */
            items: components["schemas"]["BatchItem"][];
        };
        DeadLetterView: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            ingestion_id: string;
            /**
             * @description A problem's code, or `worker_lost`.
             * @example database_unavailable
             */
            reason: string;
            detail: string;
            /**
             * Format: int64
             * @example 5
             */
            tries: number;
            /**
             * Format: int64
             * @description Events that were not stored.
             * @example 1000
             */
            events: number;
            /** Format: date-time */
            created_at: string;
        };
        DeadLetterPage: {
            data: components["schemas"]["DeadLetterView"][];
            next_cursor: string | null;
        };
        DeadLetterFilter: {
            /** @example database_unavailable */
            reason?: string;
            /**
             * Format: date-time
             * @description Inclusive.
             * @example 2026-01-01T00:00:00Z
             */
            created_from?: string;
            /**
             * Format: date-time
             * @description Exclusive.
             * @example 2099-12-31T00:00:00Z
             */
            created_to?: string;
        };
        ReplayView: {
            /**
             * Format: int64
             * @description Dead letters that were replayed, or would be in a dry run.
             * @example 3
             */
            count: number;
            dry_run: boolean;
        };
        /** @description RFC 9457 problem details: the one shape of every error. */
        Problem: {
            /** @example urn:tributary:problem:unknown_device */
            type: string;
            title: string;
            /** Format: int64 */
            status: number;
            /** @description What is wrong, where, and what to do. */
            detail: string;
            /** @description Path of the request, as it arrived at the service. */
            instance: string;
            /**
             * @description Stable. The code of the first error.
             * @enum {string}
             */
            code: "invalid_json" | "invalid_utf8" | "duplicate_key" | "invalid_encoding" | "invalid_cursor" | "invalid_request" | "body_too_large" | "batch_too_large" | "uri_too_long" | "headers_too_large" | "unsupported_media_type" | "unsupported_encoding" | "request_timeout" | "slow_consumer" | "empty_batch" | "too_deep" | "invalid_unicode" | "number_out_of_range" | "unknown_field" | "missing_field" | "invalid_type" | "invalid_value" | "invalid_event_uid" | "invalid_device_uid" | "invalid_timestamp" | "timestamp_out_of_range" | "event_too_large" | "unknown_device" | "weak_password" | "unknown_user" | "unbounded_filter" | "unauthenticated" | "tenant_ambiguous" | "tenant_required" | "tenant_forbidden" | "tenant_suspended" | "forbidden" | "device_disabled" | "device_forbidden" | "not_found" | "method_not_allowed" | "not_acceptable" | "event_conflict" | "device_exists" | "device_has_events" | "tenant_exists" | "tenant_erasing" | "role_exists" | "role_builtin" | "role_in_use" | "too_many_roles" | "member_exists" | "last_admin" | "precondition_failed" | "throttled" | "not_implemented" | "internal" | "database_unavailable" | "database_read_only" | "database_full" | "schema_stale" | "queue_unavailable" | "overloaded" | "draining";
            request_id: string;
            /** @description Limits that caused a 429, as RateLimit-Policy names them. */
            violated_policies?: string[];
            errors?: {
                /** @description JSON Pointer into the request body. */
                pointer: string;
                /** @description The query parameter, if that is at fault. */
                parameter?: string;
                code: string;
                detail: string;
            }[];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: {
        /** @description Id of the request in the logs; the caller’s own if it is well-formed. */
        "X-Request-Id": string;
        /** @description Version of the resource. */
        ETag: string;
        /** @description Address of the created resource, under PUBLIC_URL. */
        Location: string;
        /** @description The next page, if there is one: `<…>; rel="next"`. */
        Link: string;
        /** @description The file’s name, for browsers. */
        "Content-Disposition": string;
        /** @description How to authenticate, and what was wrong (RFC 6750). */
        "WWW-Authenticate": string;
        /** @description Seconds after which the same request may succeed. */
        "Retry-After": number;
        /** @description What is left of the limits that RateLimit-Policy names. */
        RateLimit: string;
        /** @description Limits that the request counts against. */
        "RateLimit-Policy": string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    Health_live: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The requested data. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description `invalid_request`: The request is malformed */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Health_ready: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The requested data. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description `invalid_request`: The request is malformed */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `draining`: The service is shutting down
             *
             *     `database_unavailable`: The database is not available
             *
             *     `database_read_only`: The database is read-only: events can be read but not stored
             *
             *     `database_full`: The disk of the database is full: events can be read but not stored
             *
             *     `schema_stale`: The database lacks migrations of this version
             *
             *     `overloaded`: The service is at its limit
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Metrics_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The requested data. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description `invalid_request`: The request is malformed */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: The resource does not exist, or you may not see it */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Audit_list: {
        parameters: {
            query?: {
                /** @description Largest number of items in the page. */
                limit?: number;
                /** @description next_cursor of the previous page. */
                cursor?: string;
                /** @description Such as `user:5f0c8f9e-6f0b-4b57-9d6f-0d6f1f0c8f9e`. */
                actor?: string;
                /** @description Such as `device.update`. */
                action?: string;
                /** @description Such as `device:sensor-1`. */
                target?: string;
                /** @description Inclusive. */
                from?: string;
                /** @description Exclusive. */
                to?: string;
                outcome?: "done" | "denied";
            };
            header?: {
                /** @description Selects the tenant, for credentials that may act in several. */
                "X-Tenant-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The requested data. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    Link: components["headers"]["Link"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPage"];
                };
            };
            /**
             * @description `invalid_cursor`: The cursor is damaged or belongs to another list
             *
             *     `tenant_ambiguous`: Two tenant selectors disagree
             *
             *     `tenant_required`: The request must name a tenant
             *
             *     `invalid_request`: The request is malformed
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential lacks the permission
             *
             *     `tenant_forbidden`: The credential may not act in this tenant
             *
             *     `tenant_suspended`: The tenant is suspended
             */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unknown_field`: A field is not known
             *
             *     `invalid_value`: A field has a value that is not allowed
             *
             *     `invalid_timestamp`: A time is not RFC 3339 with a zone
             *
             *     `invalid_type`: A field has the wrong type
             */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             *
             *     `database_unavailable`: The database is not available
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Audit_listPlatform: {
        parameters: {
            query?: {
                /** @description Largest number of items in the page. */
                limit?: number;
                /** @description next_cursor of the previous page. */
                cursor?: string;
                /** @description Such as `user:5f0c8f9e-6f0b-4b57-9d6f-0d6f1f0c8f9e`. */
                actor?: string;
                /** @description Such as `device.update`. */
                action?: string;
                /** @description Such as `device:sensor-1`. */
                target?: string;
                /** @description Inclusive. */
                from?: string;
                /** @description Exclusive. */
                to?: string;
                outcome?: "done" | "denied";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The requested data. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    Link: components["headers"]["Link"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPage"];
                };
            };
            /**
             * @description `invalid_cursor`: The cursor is damaged or belongs to another list
             *
             *     `invalid_request`: The request is malformed
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The credential lacks the permission */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unknown_field`: A field is not known
             *
             *     `invalid_value`: A field has a value that is not allowed
             *
             *     `invalid_timestamp`: A time is not RFC 3339 with a zone
             *
             *     `invalid_type`: A field has the wrong type
             */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             *
             *     `database_unavailable`: The database is not available
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Erasures_list: {
        parameters: {
            query?: {
                /** @description Largest number of items in the page. */
                limit?: number;
                /** @description next_cursor of the previous page. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The requested data. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    Link: components["headers"]["Link"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErasurePage"];
                };
            };
            /**
             * @description `invalid_cursor`: The cursor is damaged or belongs to another list
             *
             *     `invalid_request`: The request is malformed
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The credential lacks the permission */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unknown_field`: A field is not known
             *
             *     `invalid_value`: A field has a value that is not allowed
             *
             *     `invalid_type`: A field has the wrong type
             */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             *
             *     `database_unavailable`: The database is not available
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Erasures_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                erasure_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The requested data. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErasureView"];
                };
            };
            /** @description `invalid_request`: The request is malformed */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The credential lacks the permission */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: The resource does not exist, or you may not see it */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri_too_long`: The address is longer than allowed */
            414: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `invalid_value`: A field has a value that is not allowed
             *
             *     `unknown_field`: A field is not known
             */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             *
             *     `database_unavailable`: The database is not available
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Tenants_list: {
        parameters: {
            query?: {
                /** @description Largest number of items in the page. */
                limit?: number;
                /** @description next_cursor of the previous page. */
                cursor?: string;
                status?: "active" | "suspended";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The requested data. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    Link: components["headers"]["Link"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantPage"];
                };
            };
            /**
             * @description `invalid_cursor`: The cursor is damaged or belongs to another list
             *
             *     `invalid_request`: The request is malformed
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The credential lacks the permission */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unknown_field`: A field is not known
             *
             *     `invalid_value`: A field has a value that is not allowed
             *
             *     `invalid_type`: A field has the wrong type
             */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             *
             *     `database_unavailable`: The database is not available
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Tenants_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateTenant"];
            };
        };
        responses: {
            /** @description Created; the answer is its current state. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    Location: components["headers"]["Location"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantView"];
                };
            };
            /**
             * @description `invalid_json`: The body is not valid JSON
             *
             *     `invalid_request`: The request is malformed
             *
             *     `invalid_encoding`: The body does not decompress
             *
             *     `invalid_utf8`: The body is not valid UTF-8
             *
             *     `duplicate_key`: An object in the body has the same key twice
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The credential lacks the permission */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The request did not arrive in time */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `tenant_exists`: A tenant with this key exists */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is larger than allowed */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unsupported_media_type`: The media type is not supported
             *
             *     `unsupported_encoding`: The content encoding is not supported
             */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unknown_field`: A field is not known
             *
             *     `invalid_value`: A field has a value that is not allowed
             *
             *     `too_deep`: The body is nested deeper than allowed
             *
             *     `invalid_unicode`: A text holds U+0000 or a lone surrogate
             *
             *     `number_out_of_range`: A number cannot be stored without altering it
             *
             *     `missing_field`: A required field is missing
             *
             *     `invalid_type`: A field has the wrong type
             */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             *
             *     `database_unavailable`: The database is not available
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Tenants_get: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of the version that the client has. */
                "if-none-match"?: string;
            };
            path: {
                tenant_key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The requested data. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantView"];
                };
            };
            /** @description The client has the current version. */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_request`: The request is malformed */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The credential lacks the permission */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: The resource does not exist, or you may not see it */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri_too_long`: The address is longer than allowed */
            414: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unknown_field`: A field is not known */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             *
             *     `database_unavailable`: The database is not available
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Tenants_erase: {
        parameters: {
            query?: never;
            header?: {
                /** @description The change is made only if the ETag is still current. */
                "if-match"?: string;
            };
            path: {
                tenant_key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted; the work continues. */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    /** @description Address of the erasure. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErasureView"];
                };
            };
            /** @description `invalid_request`: The request is malformed */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The credential lacks the permission */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: The resource does not exist, or you may not see it */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `precondition_failed`: The resource has changed since it was read */
            412: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri_too_long`: The address is longer than allowed */
            414: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unknown_field`: A field is not known */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             *
             *     `database_unavailable`: The database is not available
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Tenants_update: {
        parameters: {
            query?: never;
            header?: {
                /** @description The change is made only if the ETag is still current. */
                "if-match"?: string;
            };
            path: {
                tenant_key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/merge-patch+json": components["schemas"]["UpdateTenant"];
                "application/json": components["schemas"]["UpdateTenant"];
            };
        };
        responses: {
            /** @description The requested data. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantView"];
                };
            };
            /**
             * @description `invalid_request`: The request is malformed
             *
             *     `invalid_encoding`: The body does not decompress
             *
             *     `invalid_json`: The body is not valid JSON
             *
             *     `invalid_utf8`: The body is not valid UTF-8
             *
             *     `duplicate_key`: An object in the body has the same key twice
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The credential lacks the permission */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: The resource does not exist, or you may not see it */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The request did not arrive in time */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `tenant_erasing`: The tenant is being erased */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `precondition_failed`: The resource has changed since it was read */
            412: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is larger than allowed */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri_too_long`: The address is longer than allowed */
            414: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unsupported_media_type`: The media type is not supported
             *
             *     `unsupported_encoding`: The content encoding is not supported
             */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unknown_field`: A field is not known
             *
             *     `invalid_value`: A field has a value that is not allowed
             *
             *     `too_deep`: The body is nested deeper than allowed
             *
             *     `invalid_unicode`: A text holds U+0000 or a lone surrogate
             *
             *     `number_out_of_range`: A number cannot be stored without altering it
             *
             *     `missing_field`: A required field is missing
             *
             *     `invalid_type`: A field has the wrong type
             */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             *
             *     `database_unavailable`: The database is not available
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    TenantLimits_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The requested data. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantLimitsView"];
                };
            };
            /** @description `invalid_request`: The request is malformed */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The credential lacks the permission */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: The resource does not exist, or you may not see it */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri_too_long`: The address is longer than allowed */
            414: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unknown_field`: A field is not known */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             *
             *     `database_unavailable`: The database is not available
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Accounts_list: {
        parameters: {
            query?: {
                /** @description Largest number of items in the page. */
                limit?: number;
                /** @description next_cursor of the previous page. */
                cursor?: string;
            };
            header?: {
                /** @description Selects the tenant, for credentials that may act in several. */
                "X-Tenant-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The requested data. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    Link: components["headers"]["Link"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvitationPage"];
                };
            };
            /**
             * @description `invalid_cursor`: The cursor is damaged or belongs to another list
             *
             *     `tenant_ambiguous`: Two tenant selectors disagree
             *
             *     `tenant_required`: The request must name a tenant
             *
             *     `invalid_request`: The request is malformed
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential lacks the permission
             *
             *     `tenant_forbidden`: The credential may not act in this tenant
             *
             *     `tenant_suspended`: The tenant is suspended
             */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unknown_field`: A field is not known
             *
             *     `invalid_value`: A field has a value that is not allowed
             *
             *     `invalid_type`: A field has the wrong type
             */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             *
             *     `database_unavailable`: The database is not available
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Accounts_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description Selects the tenant, for credentials that may act in several. */
                "X-Tenant-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateInvitation"];
            };
        };
        responses: {
            /** @description Created; the answer is its current state. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedInvitationView"];
                };
            };
            /**
             * @description `invalid_json`: The body is not valid JSON
             *
             *     `tenant_ambiguous`: Two tenant selectors disagree
             *
             *     `tenant_required`: The request must name a tenant
             *
             *     `invalid_request`: The request is malformed
             *
             *     `invalid_encoding`: The body does not decompress
             *
             *     `invalid_utf8`: The body is not valid UTF-8
             *
             *     `duplicate_key`: An object in the body has the same key twice
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential lacks the permission
             *
             *     `tenant_forbidden`: The credential may not act in this tenant
             *
             *     `tenant_suspended`: The tenant is suspended
             */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The request did not arrive in time */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is larger than allowed */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unsupported_media_type`: The media type is not supported
             *
             *     `unsupported_encoding`: The content encoding is not supported
             */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unknown_field`: A field is not known
             *
             *     `missing_field`: A required field is missing
             *
             *     `invalid_value`: A field has a value that is not allowed
             *
             *     `too_deep`: The body is nested deeper than allowed
             *
             *     `invalid_unicode`: A text holds U+0000 or a lone surrogate
             *
             *     `number_out_of_range`: A number cannot be stored without altering it
             *
             *     `invalid_type`: A field has the wrong type
             */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             *
             *     `database_unavailable`: The database is not available
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Accounts_delete: {
        parameters: {
            query?: never;
            header?: {
                /** @description Selects the tenant, for credentials that may act in several. */
                "X-Tenant-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; the answer has no content. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /**
             * @description `tenant_ambiguous`: Two tenant selectors disagree
             *
             *     `tenant_required`: The request must name a tenant
             *
             *     `invalid_request`: The request is malformed
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential lacks the permission
             *
             *     `tenant_forbidden`: The credential may not act in this tenant
             *
             *     `tenant_suspended`: The tenant is suspended
             */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: The resource does not exist, or you may not see it */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri_too_long`: The address is longer than allowed */
            414: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unknown_field`: A field is not known */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             *
             *     `database_unavailable`: The database is not available
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Accounts_reset: {
        parameters: {
            query?: never;
            header?: {
                /** @description Selects the tenant, for credentials that may act in several. */
                "X-Tenant-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Created; the answer is its current state. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResetView"];
                };
            };
            /**
             * @description `tenant_ambiguous`: Two tenant selectors disagree
             *
             *     `tenant_required`: The request must name a tenant
             *
             *     `invalid_request`: The request is malformed
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential lacks the permission
             *
             *     `tenant_forbidden`: The credential may not act in this tenant
             *
             *     `tenant_suspended`: The tenant is suspended
             */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: The resource does not exist, or you may not see it */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri_too_long`: The address is longer than allowed */
            414: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unknown_field`: A field is not known */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             *
             *     `database_unavailable`: The database is not available
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Accounts_accept: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AcceptInvitation"];
            };
        };
        responses: {
            /** @description The requested data. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AcceptedView"];
                };
            };
            /**
             * @description `invalid_json`: The body is not valid JSON
             *
             *     `invalid_request`: The request is malformed
             *
             *     `invalid_encoding`: The body does not decompress
             *
             *     `invalid_utf8`: The body is not valid UTF-8
             *
             *     `duplicate_key`: An object in the body has the same key twice
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The credential lacks the permission */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The request did not arrive in time */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `member_exists`: The account is already a member */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is larger than allowed */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unsupported_media_type`: The media type is not supported
             *
             *     `unsupported_encoding`: The content encoding is not supported
             */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unknown_field`: A field is not known
             *
             *     `missing_field`: A required field is missing
             *
             *     `invalid_value`: A field has a value that is not allowed
             *
             *     `weak_password`: The password is easy to guess
             *
             *     `too_deep`: The body is nested deeper than allowed
             *
             *     `invalid_unicode`: A text holds U+0000 or a lone surrogate
             *
             *     `number_out_of_range`: A number cannot be stored without altering it
             *
             *     `invalid_type`: A field has the wrong type
             */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Accounts_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangePassword"];
            };
        };
        responses: {
            /** @description The requested data. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasswordChangedView"];
                };
            };
            /**
             * @description `invalid_json`: The body is not valid JSON
             *
             *     `invalid_request`: The request is malformed
             *
             *     `invalid_encoding`: The body does not decompress
             *
             *     `invalid_utf8`: The body is not valid UTF-8
             *
             *     `duplicate_key`: An object in the body has the same key twice
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The credential lacks the permission */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The request did not arrive in time */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is larger than allowed */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unsupported_media_type`: The media type is not supported
             *
             *     `unsupported_encoding`: The content encoding is not supported
             */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unknown_field`: A field is not known
             *
             *     `missing_field`: A required field is missing
             *
             *     `invalid_value`: A field has a value that is not allowed
             *
             *     `weak_password`: The password is easy to guess
             *
             *     `too_deep`: The body is nested deeper than allowed
             *
             *     `invalid_unicode`: A text holds U+0000 or a lone surrogate
             *
             *     `number_out_of_range`: A number cannot be stored without altering it
             *
             *     `invalid_type`: A field has the wrong type
             */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Auth_token: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": components["schemas"]["TokenRequest"];
                "application/json": components["schemas"]["TokenRequest"];
            };
        };
        responses: {
            /** @description The requested data. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenResponse"];
                };
            };
            /** @description RFC 6749 error */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthErrorView"];
                };
            };
            /** @description `invalid_client` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthErrorView"];
                };
            };
            /** @description Too many attempts. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthErrorView"];
                };
            };
        };
    };
    Auth_revoke: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": components["schemas"]["RevokeRequest"];
                "application/json": components["schemas"]["RevokeRequest"];
            };
        };
        responses: {
            /** @description The token no longer works. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description RFC 6749 error */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthErrorView"];
                };
            };
            /** @description `invalid_client` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthErrorView"];
                };
            };
            /** @description Too many attempts. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthErrorView"];
                };
            };
        };
    };
    Auth_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The requested data. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MeView"];
                };
            };
            /**
             * @description `tenant_ambiguous`: Two tenant selectors disagree
             *
             *     `invalid_request`: The request is malformed
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `tenant_forbidden`: The credential may not act in this tenant
             *
             *     `tenant_suspended`: The tenant is suspended
             *
             *     `forbidden`: The credential lacks the permission
             */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unknown_field`: A field is not known */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             *
             *     `database_unavailable`: The database is not available
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Sessions_list: {
        parameters: {
            query?: {
                /** @description Largest number of items in the page. */
                limit?: number;
                /** @description next_cursor of the previous page. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The requested data. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    Link: components["headers"]["Link"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionPage"];
                };
            };
            /**
             * @description `invalid_cursor`: The cursor is damaged or belongs to another list
             *
             *     `invalid_request`: The request is malformed
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The credential lacks the permission */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unknown_field`: A field is not known
             *
             *     `invalid_value`: A field has a value that is not allowed
             *
             *     `invalid_type`: A field has the wrong type
             */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             *
             *     `database_unavailable`: The database is not available
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Sessions_endOthers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; the answer has no content. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_request`: The request is malformed */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The credential lacks the permission */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unknown_field`: A field is not known */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             *
             *     `database_unavailable`: The database is not available
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Sessions_end: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; the answer has no content. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_request`: The request is malformed */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The credential lacks the permission */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: The resource does not exist, or you may not see it */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri_too_long`: The address is longer than allowed */
            414: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unknown_field`: A field is not known */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             *
             *     `database_unavailable`: The database is not available
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    WellKnown_jwks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The requested data. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeySet"];
                };
            };
            /** @description `invalid_request`: The request is malformed */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    WellKnown_metadata: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The requested data. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServerMetadata"];
                };
            };
            /** @description `invalid_request`: The request is malformed */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiTokens_list: {
        parameters: {
            query?: {
                /** @description Largest number of items in the page. */
                limit?: number;
                /** @description next_cursor of the previous page. */
                cursor?: string;
            };
            header?: {
                /** @description Selects the tenant, for credentials that may act in several. */
                "X-Tenant-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The requested data. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    Link: components["headers"]["Link"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenPage"];
                };
            };
            /**
             * @description `invalid_cursor`: The cursor is damaged or belongs to another list
             *
             *     `tenant_ambiguous`: Two tenant selectors disagree
             *
             *     `tenant_required`: The request must name a tenant
             *
             *     `invalid_request`: The request is malformed
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential lacks the permission
             *
             *     `tenant_forbidden`: The credential may not act in this tenant
             *
             *     `tenant_suspended`: The tenant is suspended
             */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unknown_field`: A field is not known
             *
             *     `invalid_value`: A field has a value that is not allowed
             *
             *     `invalid_type`: A field has the wrong type
             */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             *
             *     `database_unavailable`: The database is not available
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiTokens_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description Selects the tenant, for credentials that may act in several. */
                "X-Tenant-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateToken"];
            };
        };
        responses: {
            /** @description Created; the answer is its current state. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedTokenView"];
                };
            };
            /**
             * @description `invalid_json`: The body is not valid JSON
             *
             *     `tenant_ambiguous`: Two tenant selectors disagree
             *
             *     `tenant_required`: The request must name a tenant
             *
             *     `invalid_request`: The request is malformed
             *
             *     `invalid_encoding`: The body does not decompress
             *
             *     `invalid_utf8`: The body is not valid UTF-8
             *
             *     `duplicate_key`: An object in the body has the same key twice
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential lacks the permission
             *
             *     `tenant_forbidden`: The credential may not act in this tenant
             *
             *     `tenant_suspended`: The tenant is suspended
             */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The request did not arrive in time */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is larger than allowed */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unsupported_media_type`: The media type is not supported
             *
             *     `unsupported_encoding`: The content encoding is not supported
             */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unknown_field`: A field is not known
             *
             *     `missing_field`: A required field is missing
             *
             *     `invalid_value`: A field has a value that is not allowed
             *
             *     `invalid_timestamp`: A time is not RFC 3339 with a zone
             *
             *     `too_deep`: The body is nested deeper than allowed
             *
             *     `invalid_unicode`: A text holds U+0000 or a lone surrogate
             *
             *     `number_out_of_range`: A number cannot be stored without altering it
             *
             *     `invalid_type`: A field has the wrong type
             */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             *
             *     `database_unavailable`: The database is not available
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiTokens_revokeOwn: {
        parameters: {
            query?: never;
            header?: {
                /** @description Selects the tenant, for credentials that may act in several. */
                "X-Tenant-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; the answer has no content. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /**
             * @description `tenant_ambiguous`: Two tenant selectors disagree
             *
             *     `tenant_required`: The request must name a tenant
             *
             *     `invalid_request`: The request is malformed
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential lacks the permission
             *
             *     `tenant_forbidden`: The credential may not act in this tenant
             *
             *     `tenant_suspended`: The tenant is suspended
             */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unknown_field`: A field is not known */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             *
             *     `database_unavailable`: The database is not available
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiTokens_rotate: {
        parameters: {
            query?: never;
            header?: {
                /** @description Selects the tenant, for credentials that may act in several. */
                "X-Tenant-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RotateToken"];
            };
        };
        responses: {
            /** @description Created; the answer is its current state. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedTokenView"];
                };
            };
            /**
             * @description `tenant_ambiguous`: Two tenant selectors disagree
             *
             *     `tenant_required`: The request must name a tenant
             *
             *     `invalid_request`: The request is malformed
             *
             *     `invalid_encoding`: The body does not decompress
             *
             *     `invalid_json`: The body is not valid JSON
             *
             *     `invalid_utf8`: The body is not valid UTF-8
             *
             *     `duplicate_key`: An object in the body has the same key twice
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential lacks the permission
             *
             *     `tenant_forbidden`: The credential may not act in this tenant
             *
             *     `tenant_suspended`: The tenant is suspended
             */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: The resource does not exist, or you may not see it */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The request did not arrive in time */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is larger than allowed */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri_too_long`: The address is longer than allowed */
            414: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unsupported_media_type`: The media type is not supported
             *
             *     `unsupported_encoding`: The content encoding is not supported
             */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unknown_field`: A field is not known
             *
             *     `invalid_value`: A field has a value that is not allowed
             *
             *     `too_deep`: The body is nested deeper than allowed
             *
             *     `invalid_unicode`: A text holds U+0000 or a lone surrogate
             *
             *     `number_out_of_range`: A number cannot be stored without altering it
             *
             *     `missing_field`: A required field is missing
             *
             *     `invalid_type`: A field has the wrong type
             */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             *
             *     `database_unavailable`: The database is not available
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiTokens_revoke: {
        parameters: {
            query?: never;
            header?: {
                /** @description Selects the tenant, for credentials that may act in several. */
                "X-Tenant-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; the answer has no content. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /**
             * @description `tenant_ambiguous`: Two tenant selectors disagree
             *
             *     `tenant_required`: The request must name a tenant
             *
             *     `invalid_request`: The request is malformed
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential lacks the permission
             *
             *     `tenant_forbidden`: The credential may not act in this tenant
             *
             *     `tenant_suspended`: The tenant is suspended
             */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: The resource does not exist, or you may not see it */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri_too_long`: The address is longer than allowed */
            414: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unknown_field`: A field is not known */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             *
             *     `database_unavailable`: The database is not available
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ServiceClients_list: {
        parameters: {
            query?: {
                /** @description Largest number of items in the page. */
                limit?: number;
                /** @description next_cursor of the previous page. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The requested data. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    Link: components["headers"]["Link"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServiceClientPage"];
                };
            };
            /**
             * @description `invalid_cursor`: The cursor is damaged or belongs to another list
             *
             *     `invalid_request`: The request is malformed
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The credential lacks the permission */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unknown_field`: A field is not known
             *
             *     `invalid_value`: A field has a value that is not allowed
             *
             *     `invalid_type`: A field has the wrong type
             */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             *
             *     `database_unavailable`: The database is not available
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ServiceClients_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateServiceClient"];
            };
        };
        responses: {
            /** @description Created; the answer is its current state. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedServiceClientView"];
                };
            };
            /**
             * @description `invalid_json`: The body is not valid JSON
             *
             *     `invalid_request`: The request is malformed
             *
             *     `invalid_encoding`: The body does not decompress
             *
             *     `invalid_utf8`: The body is not valid UTF-8
             *
             *     `duplicate_key`: An object in the body has the same key twice
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The credential lacks the permission */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The request did not arrive in time */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is larger than allowed */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unsupported_media_type`: The media type is not supported
             *
             *     `unsupported_encoding`: The content encoding is not supported
             */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unknown_field`: A field is not known
             *
             *     `missing_field`: A required field is missing
             *
             *     `invalid_value`: A field has a value that is not allowed
             *
             *     `too_deep`: The body is nested deeper than allowed
             *
             *     `invalid_unicode`: A text holds U+0000 or a lone surrogate
             *
             *     `number_out_of_range`: A number cannot be stored without altering it
             *
             *     `invalid_type`: A field has the wrong type
             */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             *
             *     `database_unavailable`: The database is not available
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ServiceClients_rotate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RotateToken"];
            };
        };
        responses: {
            /** @description Created; the answer is its current state. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedServiceClientView"];
                };
            };
            /**
             * @description `invalid_request`: The request is malformed
             *
             *     `invalid_encoding`: The body does not decompress
             *
             *     `invalid_json`: The body is not valid JSON
             *
             *     `invalid_utf8`: The body is not valid UTF-8
             *
             *     `duplicate_key`: An object in the body has the same key twice
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The credential lacks the permission */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: The resource does not exist, or you may not see it */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The request did not arrive in time */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is larger than allowed */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri_too_long`: The address is longer than allowed */
            414: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unsupported_media_type`: The media type is not supported
             *
             *     `unsupported_encoding`: The content encoding is not supported
             */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unknown_field`: A field is not known
             *
             *     `invalid_value`: A field has a value that is not allowed
             *
             *     `too_deep`: The body is nested deeper than allowed
             *
             *     `invalid_unicode`: A text holds U+0000 or a lone surrogate
             *
             *     `number_out_of_range`: A number cannot be stored without altering it
             *
             *     `missing_field`: A required field is missing
             *
             *     `invalid_type`: A field has the wrong type
             */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             *
             *     `database_unavailable`: The database is not available
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ServiceClients_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; the answer has no content. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_request`: The request is malformed */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The credential lacks the permission */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: The resource does not exist, or you may not see it */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri_too_long`: The address is longer than allowed */
            414: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unknown_field`: A field is not known */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             *
             *     `database_unavailable`: The database is not available
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Members_list: {
        parameters: {
            query?: {
                /** @description Largest number of items in the page. */
                limit?: number;
                /** @description next_cursor of the previous page. */
                cursor?: string;
            };
            header?: {
                /** @description Selects the tenant, for credentials that may act in several. */
                "X-Tenant-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The requested data. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    Link: components["headers"]["Link"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberPage"];
                };
            };
            /**
             * @description `invalid_cursor`: The cursor is damaged or belongs to another list
             *
             *     `tenant_ambiguous`: Two tenant selectors disagree
             *
             *     `tenant_required`: The request must name a tenant
             *
             *     `invalid_request`: The request is malformed
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential lacks the permission
             *
             *     `tenant_forbidden`: The credential may not act in this tenant
             *
             *     `tenant_suspended`: The tenant is suspended
             */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unknown_field`: A field is not known
             *
             *     `invalid_value`: A field has a value that is not allowed
             *
             *     `invalid_type`: A field has the wrong type
             */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             *
             *     `database_unavailable`: The database is not available
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Members_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description Selects the tenant, for credentials that may act in several. */
                "X-Tenant-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateMember"];
            };
        };
        responses: {
            /** @description Created; the answer is its current state. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    Location: components["headers"]["Location"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberView"];
                };
            };
            /**
             * @description `invalid_json`: The body is not valid JSON
             *
             *     `tenant_ambiguous`: Two tenant selectors disagree
             *
             *     `tenant_required`: The request must name a tenant
             *
             *     `invalid_request`: The request is malformed
             *
             *     `invalid_encoding`: The body does not decompress
             *
             *     `invalid_utf8`: The body is not valid UTF-8
             *
             *     `duplicate_key`: An object in the body has the same key twice
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential lacks the permission
             *
             *     `tenant_forbidden`: The credential may not act in this tenant
             *
             *     `tenant_suspended`: The tenant is suspended
             */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The request did not arrive in time */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `member_exists`: The account is already a member */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is larger than allowed */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unsupported_media_type`: The media type is not supported
             *
             *     `unsupported_encoding`: The content encoding is not supported
             */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unknown_user`: No account has this id
             *
             *     `unknown_field`: A field is not known
             *
             *     `missing_field`: A required field is missing
             *
             *     `invalid_value`: A field has a value that is not allowed
             *
             *     `too_deep`: The body is nested deeper than allowed
             *
             *     `invalid_unicode`: A text holds U+0000 or a lone surrogate
             *
             *     `number_out_of_range`: A number cannot be stored without altering it
             *
             *     `invalid_type`: A field has the wrong type
             */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             *
             *     `database_unavailable`: The database is not available
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Members_get: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of the version that the client has. */
                "if-none-match"?: string;
                /** @description Selects the tenant, for credentials that may act in several. */
                "X-Tenant-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The requested data. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberView"];
                };
            };
            /** @description The client has the current version. */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /**
             * @description `tenant_ambiguous`: Two tenant selectors disagree
             *
             *     `tenant_required`: The request must name a tenant
             *
             *     `invalid_request`: The request is malformed
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential lacks the permission
             *
             *     `tenant_forbidden`: The credential may not act in this tenant
             *
             *     `tenant_suspended`: The tenant is suspended
             */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: The resource does not exist, or you may not see it */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri_too_long`: The address is longer than allowed */
            414: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unknown_field`: A field is not known */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             *
             *     `database_unavailable`: The database is not available
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Members_delete: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
                /** @description Selects the tenant, for credentials that may act in several. */
                "X-Tenant-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; the answer has no content. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /**
             * @description `tenant_ambiguous`: Two tenant selectors disagree
             *
             *     `tenant_required`: The request must name a tenant
             *
             *     `invalid_request`: The request is malformed
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential lacks the permission
             *
             *     `tenant_forbidden`: The credential may not act in this tenant
             *
             *     `tenant_suspended`: The tenant is suspended
             */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: The resource does not exist, or you may not see it */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `last_admin`: A tenant keeps at least one tenant_admin */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `precondition_failed`: The resource has changed since it was read */
            412: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri_too_long`: The address is longer than allowed */
            414: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unknown_field`: A field is not known */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             *
             *     `database_unavailable`: The database is not available
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Members_update: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
                /** @description Selects the tenant, for credentials that may act in several. */
                "X-Tenant-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/merge-patch+json": components["schemas"]["UpdateMember"];
                "application/json": components["schemas"]["UpdateMember"];
            };
        };
        responses: {
            /** @description The requested data. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberView"];
                };
            };
            /**
             * @description `tenant_ambiguous`: Two tenant selectors disagree
             *
             *     `tenant_required`: The request must name a tenant
             *
             *     `invalid_request`: The request is malformed
             *
             *     `invalid_encoding`: The body does not decompress
             *
             *     `invalid_json`: The body is not valid JSON
             *
             *     `invalid_utf8`: The body is not valid UTF-8
             *
             *     `duplicate_key`: An object in the body has the same key twice
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential lacks the permission
             *
             *     `tenant_forbidden`: The credential may not act in this tenant
             *
             *     `tenant_suspended`: The tenant is suspended
             */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: The resource does not exist, or you may not see it */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The request did not arrive in time */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `last_admin`: A tenant keeps at least one tenant_admin */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `precondition_failed`: The resource has changed since it was read */
            412: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is larger than allowed */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri_too_long`: The address is longer than allowed */
            414: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unsupported_media_type`: The media type is not supported
             *
             *     `unsupported_encoding`: The content encoding is not supported
             */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unknown_field`: A field is not known
             *
             *     `invalid_value`: A field has a value that is not allowed
             *
             *     `too_deep`: The body is nested deeper than allowed
             *
             *     `invalid_unicode`: A text holds U+0000 or a lone surrogate
             *
             *     `number_out_of_range`: A number cannot be stored without altering it
             *
             *     `missing_field`: A required field is missing
             *
             *     `invalid_type`: A field has the wrong type
             */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             *
             *     `database_unavailable`: The database is not available
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Roles_listPermissions: {
        parameters: {
            query?: never;
            header?: {
                /** @description Selects the tenant, for credentials that may act in several. */
                "X-Tenant-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The requested data. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    Link: components["headers"]["Link"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PermissionPage"];
                };
            };
            /**
             * @description `tenant_ambiguous`: Two tenant selectors disagree
             *
             *     `tenant_required`: The request must name a tenant
             *
             *     `invalid_request`: The request is malformed
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential lacks the permission
             *
             *     `tenant_forbidden`: The credential may not act in this tenant
             *
             *     `tenant_suspended`: The tenant is suspended
             */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unknown_field`: A field is not known */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             *
             *     `database_unavailable`: The database is not available
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Roles_list: {
        parameters: {
            query?: {
                /** @description Largest number of items in the page. */
                limit?: number;
                /** @description next_cursor of the previous page. */
                cursor?: string;
            };
            header?: {
                /** @description Selects the tenant, for credentials that may act in several. */
                "X-Tenant-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The requested data. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    Link: components["headers"]["Link"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RolePage"];
                };
            };
            /**
             * @description `invalid_cursor`: The cursor is damaged or belongs to another list
             *
             *     `tenant_ambiguous`: Two tenant selectors disagree
             *
             *     `tenant_required`: The request must name a tenant
             *
             *     `invalid_request`: The request is malformed
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential lacks the permission
             *
             *     `tenant_forbidden`: The credential may not act in this tenant
             *
             *     `tenant_suspended`: The tenant is suspended
             */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unknown_field`: A field is not known
             *
             *     `invalid_value`: A field has a value that is not allowed
             *
             *     `invalid_type`: A field has the wrong type
             */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             *
             *     `database_unavailable`: The database is not available
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Roles_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description Selects the tenant, for credentials that may act in several. */
                "X-Tenant-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateRole"];
            };
        };
        responses: {
            /** @description Created; the answer is its current state. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    Location: components["headers"]["Location"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoleView"];
                };
            };
            /**
             * @description `invalid_json`: The body is not valid JSON
             *
             *     `tenant_ambiguous`: Two tenant selectors disagree
             *
             *     `tenant_required`: The request must name a tenant
             *
             *     `invalid_request`: The request is malformed
             *
             *     `invalid_encoding`: The body does not decompress
             *
             *     `invalid_utf8`: The body is not valid UTF-8
             *
             *     `duplicate_key`: An object in the body has the same key twice
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential lacks the permission
             *
             *     `tenant_forbidden`: The credential may not act in this tenant
             *
             *     `tenant_suspended`: The tenant is suspended
             */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The request did not arrive in time */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `role_exists`: A role with this name exists
             *
             *     `too_many_roles`: The tenant has reached its limit of roles
             */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is larger than allowed */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unsupported_media_type`: The media type is not supported
             *
             *     `unsupported_encoding`: The content encoding is not supported
             */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unknown_field`: A field is not known
             *
             *     `missing_field`: A required field is missing
             *
             *     `invalid_value`: A field has a value that is not allowed
             *
             *     `too_deep`: The body is nested deeper than allowed
             *
             *     `invalid_unicode`: A text holds U+0000 or a lone surrogate
             *
             *     `number_out_of_range`: A number cannot be stored without altering it
             *
             *     `invalid_type`: A field has the wrong type
             */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             *
             *     `database_unavailable`: The database is not available
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Roles_get: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of the version that the client has. */
                "if-none-match"?: string;
                /** @description Selects the tenant, for credentials that may act in several. */
                "X-Tenant-Key"?: string;
            };
            path: {
                /** @description A UUID, or the name of a built-in role. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The requested data. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoleView"];
                };
            };
            /** @description The client has the current version. */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /**
             * @description `tenant_ambiguous`: Two tenant selectors disagree
             *
             *     `tenant_required`: The request must name a tenant
             *
             *     `invalid_request`: The request is malformed
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential lacks the permission
             *
             *     `tenant_forbidden`: The credential may not act in this tenant
             *
             *     `tenant_suspended`: The tenant is suspended
             */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: The resource does not exist, or you may not see it */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri_too_long`: The address is longer than allowed */
            414: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unknown_field`: A field is not known */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             *
             *     `database_unavailable`: The database is not available
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Roles_delete: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
                /** @description Selects the tenant, for credentials that may act in several. */
                "X-Tenant-Key"?: string;
            };
            path: {
                /** @description A UUID, or the name of a built-in role. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; the answer has no content. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /**
             * @description `tenant_ambiguous`: Two tenant selectors disagree
             *
             *     `tenant_required`: The request must name a tenant
             *
             *     `invalid_request`: The request is malformed
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential lacks the permission
             *
             *     `tenant_forbidden`: The credential may not act in this tenant
             *
             *     `tenant_suspended`: The tenant is suspended
             */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: The resource does not exist, or you may not see it */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `role_builtin`: Built-in roles cannot be changed
             *
             *     `role_in_use`: Members have this role
             */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `precondition_failed`: The resource has changed since it was read */
            412: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri_too_long`: The address is longer than allowed */
            414: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unknown_field`: A field is not known */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             *
             *     `database_unavailable`: The database is not available
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Roles_update: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
                /** @description Selects the tenant, for credentials that may act in several. */
                "X-Tenant-Key"?: string;
            };
            path: {
                /** @description A UUID, or the name of a built-in role. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/merge-patch+json": components["schemas"]["UpdateRole"];
                "application/json": components["schemas"]["UpdateRole"];
            };
        };
        responses: {
            /** @description The requested data. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoleView"];
                };
            };
            /**
             * @description `tenant_ambiguous`: Two tenant selectors disagree
             *
             *     `tenant_required`: The request must name a tenant
             *
             *     `invalid_request`: The request is malformed
             *
             *     `invalid_encoding`: The body does not decompress
             *
             *     `invalid_json`: The body is not valid JSON
             *
             *     `invalid_utf8`: The body is not valid UTF-8
             *
             *     `duplicate_key`: An object in the body has the same key twice
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential lacks the permission
             *
             *     `tenant_forbidden`: The credential may not act in this tenant
             *
             *     `tenant_suspended`: The tenant is suspended
             */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: The resource does not exist, or you may not see it */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The request did not arrive in time */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `role_builtin`: Built-in roles cannot be changed */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `precondition_failed`: The resource has changed since it was read */
            412: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is larger than allowed */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri_too_long`: The address is longer than allowed */
            414: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unsupported_media_type`: The media type is not supported
             *
             *     `unsupported_encoding`: The content encoding is not supported
             */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unknown_field`: A field is not known
             *
             *     `invalid_value`: A field has a value that is not allowed
             *
             *     `too_deep`: The body is nested deeper than allowed
             *
             *     `invalid_unicode`: A text holds U+0000 or a lone surrogate
             *
             *     `number_out_of_range`: A number cannot be stored without altering it
             *
             *     `missing_field`: A required field is missing
             *
             *     `invalid_type`: A field has the wrong type
             */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             *
             *     `database_unavailable`: The database is not available
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    SigningKeys_list: {
        parameters: {
            query?: {
                /** @description Largest number of items in the page. */
                limit?: number;
                /** @description next_cursor of the previous page. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The requested data. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    Link: components["headers"]["Link"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SigningKeyPage"];
                };
            };
            /**
             * @description `invalid_cursor`: The cursor is damaged or belongs to another list
             *
             *     `invalid_request`: The request is malformed
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The credential lacks the permission */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unknown_field`: A field is not known
             *
             *     `invalid_value`: A field has a value that is not allowed
             *
             *     `invalid_type`: A field has the wrong type
             */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             *
             *     `database_unavailable`: The database is not available
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    SigningKeys_rotate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RotateKeys"];
            };
        };
        responses: {
            /** @description Created; the answer is its current state. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RotatedKeysView"];
                };
            };
            /**
             * @description `invalid_request`: The request is malformed
             *
             *     `invalid_encoding`: The body does not decompress
             *
             *     `invalid_json`: The body is not valid JSON
             *
             *     `invalid_utf8`: The body is not valid UTF-8
             *
             *     `duplicate_key`: An object in the body has the same key twice
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The credential lacks the permission */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The request did not arrive in time */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is larger than allowed */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unsupported_media_type`: The media type is not supported
             *
             *     `unsupported_encoding`: The content encoding is not supported
             */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unknown_field`: A field is not known
             *
             *     `invalid_type`: A field has the wrong type
             *
             *     `too_deep`: The body is nested deeper than allowed
             *
             *     `invalid_unicode`: A text holds U+0000 or a lone surrogate
             *
             *     `number_out_of_range`: A number cannot be stored without altering it
             *
             *     `missing_field`: A required field is missing
             *
             *     `invalid_value`: A field has a value that is not allowed
             */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             *
             *     `database_unavailable`: The database is not available
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Users_list: {
        parameters: {
            query?: {
                /** @description Largest number of items in the page. */
                limit?: number;
                /** @description next_cursor of the previous page. */
                cursor?: string;
                /** @description The complete address. Such as `ada@example.com`. */
                email?: string;
                status?: "active" | "disabled";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The requested data. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    Link: components["headers"]["Link"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserPage"];
                };
            };
            /**
             * @description `invalid_cursor`: The cursor is damaged or belongs to another list
             *
             *     `invalid_request`: The request is malformed
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The credential lacks the permission */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unknown_field`: A field is not known
             *
             *     `invalid_value`: A field has a value that is not allowed
             *
             *     `invalid_type`: A field has the wrong type
             */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             *
             *     `database_unavailable`: The database is not available
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Users_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The requested data. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserView"];
                };
            };
            /** @description `invalid_request`: The request is malformed */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The credential lacks the permission */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: The resource does not exist, or you may not see it */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri_too_long`: The address is longer than allowed */
            414: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unknown_field`: A field is not known */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             *
             *     `database_unavailable`: The database is not available
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Users_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; the answer has no content. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_request`: The request is malformed */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The credential lacks the permission */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: The resource does not exist, or you may not see it */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `last_admin`: A tenant keeps at least one tenant_admin */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri_too_long`: The address is longer than allowed */
            414: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unknown_field`: A field is not known */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             *
             *     `database_unavailable`: The database is not available
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Users_update: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/merge-patch+json": components["schemas"]["UpdateUser"];
                "application/json": components["schemas"]["UpdateUser"];
            };
        };
        responses: {
            /** @description The requested data. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserView"];
                };
            };
            /**
             * @description `invalid_request`: The request is malformed
             *
             *     `invalid_encoding`: The body does not decompress
             *
             *     `invalid_json`: The body is not valid JSON
             *
             *     `invalid_utf8`: The body is not valid UTF-8
             *
             *     `duplicate_key`: An object in the body has the same key twice
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The credential lacks the permission */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: The resource does not exist, or you may not see it */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The request did not arrive in time */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `last_admin`: A tenant keeps at least one tenant_admin */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is larger than allowed */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri_too_long`: The address is longer than allowed */
            414: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unsupported_media_type`: The media type is not supported
             *
             *     `unsupported_encoding`: The content encoding is not supported
             */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unknown_field`: A field is not known
             *
             *     `invalid_value`: A field has a value that is not allowed
             *
             *     `too_deep`: The body is nested deeper than allowed
             *
             *     `invalid_unicode`: A text holds U+0000 or a lone surrogate
             *
             *     `number_out_of_range`: A number cannot be stored without altering it
             *
             *     `missing_field`: A required field is missing
             *
             *     `invalid_type`: A field has the wrong type
             */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             *
             *     `database_unavailable`: The database is not available
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Devices_list: {
        parameters: {
            query?: {
                /** @description Largest number of items in the page. */
                limit?: number;
                /** @description next_cursor of the previous page. */
                cursor?: string;
                /** @description Such as `thermometer`. */
                type?: string;
                /** @description Prefix of the uid or the name; case-sensitive. Such as `sensor-`. */
                q?: string;
                status?: "active" | "disabled";
            };
            header?: {
                /** @description Selects the tenant, for credentials that may act in several. */
                "X-Tenant-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The requested data. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    Link: components["headers"]["Link"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DevicePage"];
                };
            };
            /**
             * @description `invalid_cursor`: The cursor is damaged or belongs to another list
             *
             *     `tenant_ambiguous`: Two tenant selectors disagree
             *
             *     `tenant_required`: The request must name a tenant
             *
             *     `invalid_request`: The request is malformed
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential lacks the permission
             *
             *     `tenant_forbidden`: The credential may not act in this tenant
             *
             *     `tenant_suspended`: The tenant is suspended
             */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unknown_field`: A field is not known
             *
             *     `invalid_value`: A field has a value that is not allowed
             *
             *     `invalid_type`: A field has the wrong type
             */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             *
             *     `database_unavailable`: The database is not available
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Devices_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description Selects the tenant, for credentials that may act in several. */
                "X-Tenant-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateDevice"];
            };
        };
        responses: {
            /** @description Created; the answer is its current state. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    Location: components["headers"]["Location"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceView"];
                };
            };
            /**
             * @description `invalid_json`: The body is not valid JSON
             *
             *     `tenant_ambiguous`: Two tenant selectors disagree
             *
             *     `tenant_required`: The request must name a tenant
             *
             *     `invalid_request`: The request is malformed
             *
             *     `invalid_encoding`: The body does not decompress
             *
             *     `invalid_utf8`: The body is not valid UTF-8
             *
             *     `duplicate_key`: An object in the body has the same key twice
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential lacks the permission
             *
             *     `tenant_forbidden`: The credential may not act in this tenant
             *
             *     `tenant_suspended`: The tenant is suspended
             */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The request did not arrive in time */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `device_exists`: A device with this device_uid exists */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is larger than allowed */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unsupported_media_type`: The media type is not supported
             *
             *     `unsupported_encoding`: The content encoding is not supported
             */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unknown_field`: A field is not known
             *
             *     `missing_field`: A required field is missing
             *
             *     `invalid_device_uid`: device_uid is not well-formed
             *
             *     `invalid_value`: A field has a value that is not allowed
             *
             *     `too_deep`: The body is nested deeper than allowed
             *
             *     `invalid_unicode`: A text holds U+0000 or a lone surrogate
             *
             *     `number_out_of_range`: A number cannot be stored without altering it
             *
             *     `invalid_type`: A field has the wrong type
             */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             *
             *     `database_unavailable`: The database is not available
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Devices_get: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of the version that the client has. */
                "if-none-match"?: string;
                /** @description Selects the tenant, for credentials that may act in several. */
                "X-Tenant-Key"?: string;
            };
            path: {
                device_uid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The requested data. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceView"];
                };
            };
            /** @description The client has the current version. */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /**
             * @description `tenant_ambiguous`: Two tenant selectors disagree
             *
             *     `tenant_required`: The request must name a tenant
             *
             *     `invalid_request`: The request is malformed
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential lacks the permission
             *
             *     `tenant_forbidden`: The credential may not act in this tenant
             *
             *     `tenant_suspended`: The tenant is suspended
             */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: The resource does not exist, or you may not see it */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri_too_long`: The address is longer than allowed */
            414: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unknown_field`: A field is not known */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             *
             *     `database_unavailable`: The database is not available
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Devices_delete: {
        parameters: {
            query?: never;
            header?: {
                /** @description The change is made only if the ETag is still current. */
                "if-match"?: string;
                /** @description Selects the tenant, for credentials that may act in several. */
                "X-Tenant-Key"?: string;
            };
            path: {
                device_uid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; the answer has no content. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /**
             * @description `tenant_ambiguous`: Two tenant selectors disagree
             *
             *     `tenant_required`: The request must name a tenant
             *
             *     `invalid_request`: The request is malformed
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential lacks the permission
             *
             *     `tenant_forbidden`: The credential may not act in this tenant
             *
             *     `tenant_suspended`: The tenant is suspended
             */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: The resource does not exist, or you may not see it */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `device_has_events`: The device has events; disable it instead */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `precondition_failed`: The resource has changed since it was read */
            412: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri_too_long`: The address is longer than allowed */
            414: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unknown_field`: A field is not known */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             *
             *     `database_unavailable`: The database is not available
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Devices_update: {
        parameters: {
            query?: never;
            header?: {
                /** @description The change is made only if the ETag is still current. */
                "if-match"?: string;
                /** @description Selects the tenant, for credentials that may act in several. */
                "X-Tenant-Key"?: string;
            };
            path: {
                device_uid: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/merge-patch+json": components["schemas"]["UpdateDevice"];
                "application/json": components["schemas"]["UpdateDevice"];
            };
        };
        responses: {
            /** @description The requested data. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceView"];
                };
            };
            /**
             * @description `tenant_ambiguous`: Two tenant selectors disagree
             *
             *     `tenant_required`: The request must name a tenant
             *
             *     `invalid_request`: The request is malformed
             *
             *     `invalid_encoding`: The body does not decompress
             *
             *     `invalid_json`: The body is not valid JSON
             *
             *     `invalid_utf8`: The body is not valid UTF-8
             *
             *     `duplicate_key`: An object in the body has the same key twice
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential lacks the permission
             *
             *     `tenant_forbidden`: The credential may not act in this tenant
             *
             *     `tenant_suspended`: The tenant is suspended
             */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: The resource does not exist, or you may not see it */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The request did not arrive in time */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `precondition_failed`: The resource has changed since it was read */
            412: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is larger than allowed */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri_too_long`: The address is longer than allowed */
            414: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unsupported_media_type`: The media type is not supported
             *
             *     `unsupported_encoding`: The content encoding is not supported
             */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unknown_field`: A field is not known
             *
             *     `invalid_value`: A field has a value that is not allowed
             *
             *     `too_deep`: The body is nested deeper than allowed
             *
             *     `invalid_unicode`: A text holds U+0000 or a lone surrogate
             *
             *     `number_out_of_range`: A number cannot be stored without altering it
             *
             *     `missing_field`: A required field is missing
             *
             *     `invalid_type`: A field has the wrong type
             */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             *
             *     `database_unavailable`: The database is not available
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    DeviceTokens_list: {
        parameters: {
            query?: {
                /** @description Largest number of items in the page. */
                limit?: number;
                /** @description next_cursor of the previous page. */
                cursor?: string;
            };
            header?: {
                /** @description Selects the tenant, for credentials that may act in several. */
                "X-Tenant-Key"?: string;
            };
            path: {
                device_uid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The requested data. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    Link: components["headers"]["Link"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenPage"];
                };
            };
            /**
             * @description `invalid_cursor`: The cursor is damaged or belongs to another list
             *
             *     `tenant_ambiguous`: Two tenant selectors disagree
             *
             *     `tenant_required`: The request must name a tenant
             *
             *     `invalid_request`: The request is malformed
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential lacks the permission
             *
             *     `tenant_forbidden`: The credential may not act in this tenant
             *
             *     `tenant_suspended`: The tenant is suspended
             */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: The resource does not exist, or you may not see it */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri_too_long`: The address is longer than allowed */
            414: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unknown_field`: A field is not known
             *
             *     `invalid_value`: A field has a value that is not allowed
             *
             *     `invalid_type`: A field has the wrong type
             */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             *
             *     `database_unavailable`: The database is not available
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    DeviceTokens_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description Selects the tenant, for credentials that may act in several. */
                "X-Tenant-Key"?: string;
            };
            path: {
                device_uid: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateDeviceToken"];
            };
        };
        responses: {
            /** @description Created; the answer is its current state. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedTokenView"];
                };
            };
            /**
             * @description `invalid_json`: The body is not valid JSON
             *
             *     `tenant_ambiguous`: Two tenant selectors disagree
             *
             *     `tenant_required`: The request must name a tenant
             *
             *     `invalid_request`: The request is malformed
             *
             *     `invalid_encoding`: The body does not decompress
             *
             *     `invalid_utf8`: The body is not valid UTF-8
             *
             *     `duplicate_key`: An object in the body has the same key twice
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential lacks the permission
             *
             *     `tenant_forbidden`: The credential may not act in this tenant
             *
             *     `tenant_suspended`: The tenant is suspended
             */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: The resource does not exist, or you may not see it */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The request did not arrive in time */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is larger than allowed */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri_too_long`: The address is longer than allowed */
            414: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unsupported_media_type`: The media type is not supported
             *
             *     `unsupported_encoding`: The content encoding is not supported
             */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unknown_field`: A field is not known
             *
             *     `missing_field`: A required field is missing
             *
             *     `invalid_value`: A field has a value that is not allowed
             *
             *     `too_deep`: The body is nested deeper than allowed
             *
             *     `invalid_unicode`: A text holds U+0000 or a lone surrogate
             *
             *     `number_out_of_range`: A number cannot be stored without altering it
             *
             *     `invalid_type`: A field has the wrong type
             */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             *
             *     `database_unavailable`: The database is not available
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    DeviceTokens_rotate: {
        parameters: {
            query?: never;
            header?: {
                /** @description Selects the tenant, for credentials that may act in several. */
                "X-Tenant-Key"?: string;
            };
            path: {
                device_uid: string;
                token_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RotateToken"];
            };
        };
        responses: {
            /** @description Created; the answer is its current state. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedTokenView"];
                };
            };
            /**
             * @description `tenant_ambiguous`: Two tenant selectors disagree
             *
             *     `tenant_required`: The request must name a tenant
             *
             *     `invalid_request`: The request is malformed
             *
             *     `invalid_encoding`: The body does not decompress
             *
             *     `invalid_json`: The body is not valid JSON
             *
             *     `invalid_utf8`: The body is not valid UTF-8
             *
             *     `duplicate_key`: An object in the body has the same key twice
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential lacks the permission
             *
             *     `tenant_forbidden`: The credential may not act in this tenant
             *
             *     `tenant_suspended`: The tenant is suspended
             */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: The resource does not exist, or you may not see it */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The request did not arrive in time */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is larger than allowed */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri_too_long`: The address is longer than allowed */
            414: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unsupported_media_type`: The media type is not supported
             *
             *     `unsupported_encoding`: The content encoding is not supported
             */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unknown_field`: A field is not known
             *
             *     `invalid_value`: A field has a value that is not allowed
             *
             *     `too_deep`: The body is nested deeper than allowed
             *
             *     `invalid_unicode`: A text holds U+0000 or a lone surrogate
             *
             *     `number_out_of_range`: A number cannot be stored without altering it
             *
             *     `missing_field`: A required field is missing
             *
             *     `invalid_type`: A field has the wrong type
             */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             *
             *     `database_unavailable`: The database is not available
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    DeviceTokens_revoke: {
        parameters: {
            query?: never;
            header?: {
                /** @description Selects the tenant, for credentials that may act in several. */
                "X-Tenant-Key"?: string;
            };
            path: {
                device_uid: string;
                token_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; the answer has no content. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /**
             * @description `tenant_ambiguous`: Two tenant selectors disagree
             *
             *     `tenant_required`: The request must name a tenant
             *
             *     `invalid_request`: The request is malformed
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential lacks the permission
             *
             *     `tenant_forbidden`: The credential may not act in this tenant
             *
             *     `tenant_suspended`: The tenant is suspended
             */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: The resource does not exist, or you may not see it */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri_too_long`: The address is longer than allowed */
            414: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unknown_field`: A field is not known */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             *
             *     `database_unavailable`: The database is not available
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Events_list: {
        parameters: {
            query?: {
                /** @description Such as `sensor-1`. */
                device_uid?: string;
                /** @description May be repeated; an event matches if its type is one of them. Such as `temperature.measured`. */
                type?: string[];
                /** @description Inclusive. */
                occurred_from?: string;
                /** @description Exclusive. */
                occurred_to?: string;
                /** @description Inclusive. */
                received_from?: string;
                /** @description Exclusive. */
                received_to?: string;
                /** @description Largest number of items in the page. */
                limit?: number;
                /** @description next_cursor of the previous page. */
                cursor?: string;
                /** @description Order of position: `desc` is newest first; `asc` is a feed in which every page that has events has a cursor. */
                order?: "asc" | "desc";
            };
            header?: {
                /** @description Selects the tenant, for credentials that may act in several. */
                "X-Tenant-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The requested data. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    Link: components["headers"]["Link"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventPage"];
                };
            };
            /**
             * @description `invalid_cursor`: The cursor is damaged or belongs to another list
             *
             *     `tenant_ambiguous`: Two tenant selectors disagree
             *
             *     `tenant_required`: The request must name a tenant
             *
             *     `invalid_request`: The request is malformed
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential lacks the permission
             *
             *     `tenant_forbidden`: The credential may not act in this tenant
             *
             *     `tenant_suspended`: The tenant is suspended
             */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `invalid_timestamp`: A time is not RFC 3339 with a zone
             *
             *     `unbounded_filter`: A payload filter needs a device or a time range as well
             *
             *     `unknown_field`: A field is not known
             *
             *     `invalid_value`: A field has a value that is not allowed
             *
             *     `invalid_device_uid`: device_uid is not well-formed
             *
             *     `invalid_type`: A field has the wrong type
             */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             *
             *     `database_unavailable`: The database is not available
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Events_ingest: {
        parameters: {
            query?: never;
            header?: {
                /** @description `respond-async` answers 202: it is stored later. */
                prefer?: string;
                /** @description Selects the tenant, for credentials that may act in several. */
                "X-Tenant-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SingleEventInput"];
                /**
                 * @example {
                 *       "specversion": "1.0",
                 *       "id": "0192f7c4-8a2e-7c31-b7d5-2f6e1c9a4b11",
                 *       "source": "/halls/3/sensor-1",
                 *       "type": "temperature.measured",
                 *       "datacontenttype": "application/json",
                 *       "data": {
                 *         "celsius": 21.5,
                 *         "battery": 0.83
                 *       },
                 *       "line": "a-7"
                 *     }
                 */
                "application/cloudevents+json": {
                    /** @enum {string} */
                    specversion: "1.0";
                    /** @description Becomes `event_uid`. */
                    id: string;
                    /**
                     * Format: uri-reference
                     * @description Its last path segment becomes `device_uid`; kept whole as `source`.
                     */
                    source: string;
                    type: string;
                    /**
                     * Format: date-time
                     * @description Becomes `occurred_at`.
                     */
                    time?: string | null;
                    datacontenttype?: string | null;
                    dataschema?: string | null;
                    subject?: string | null;
                    /** @description Becomes `payload`: an object as it stands, anything else as `{"data": …}`. */
                    data?: unknown;
                    /** @description Judged by `datacontenttype`: JSON and texts are read, all else becomes `{"data_base64": …}`. */
                    data_base64?: string | null;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description Stored before, with the same content. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IngestView"];
                };
            };
            /** @description Stored: the row is committed. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    Location: components["headers"]["Location"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IngestView"];
                };
            };
            /** @description With `Prefer: respond-async`: accepted and committed; the events are stored later. `Location` is the address of the result. */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    Location?: string;
                    "Preference-Applied"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AcceptedIngestView"];
                };
            };
            /**
             * @description `invalid_json`: The body is not valid JSON
             *
             *     `duplicate_key`: An object in the body has the same key twice
             *
             *     `invalid_utf8`: The body is not valid UTF-8
             *
             *     `tenant_ambiguous`: Two tenant selectors disagree
             *
             *     `tenant_required`: The request must name a tenant
             *
             *     `invalid_request`: The request is malformed
             *
             *     `invalid_encoding`: The body does not decompress
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `device_disabled`: The device is disabled
             *
             *     `device_forbidden`: The credential may not write events of this device
             *
             *     `forbidden`: The credential lacks the permission
             *
             *     `tenant_forbidden`: The credential may not act in this tenant
             *
             *     `tenant_suspended`: The tenant is suspended
             */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The request did not arrive in time */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `event_conflict`: Another event with this event_uid is stored */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `body_too_large`: The body is larger than allowed
             *
             *     `event_too_large`: The event is larger than allowed
             *
             *     `batch_too_large`: The batch has more events than allowed
             */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unsupported_media_type`: The media type is not supported
             *
             *     `unsupported_encoding`: The content encoding is not supported
             */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unknown_device`: The device is not registered
             *
             *     `unknown_field`: A field is not known
             *
             *     `missing_field`: A required field is missing
             *
             *     `invalid_event_uid`: event_uid is not well-formed
             *
             *     `invalid_device_uid`: device_uid is not well-formed
             *
             *     `invalid_timestamp`: A time is not RFC 3339 with a zone
             *
             *     `timestamp_out_of_range`: A time is outside the acceptance window
             *
             *     `too_deep`: The body is nested deeper than allowed
             *
             *     `invalid_unicode`: A text holds U+0000 or a lone surrogate
             *
             *     `number_out_of_range`: A number cannot be stored without altering it
             *
             *     `invalid_type`: A field has the wrong type
             *
             *     `invalid_value`: A field has a value that is not allowed
             */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `database_unavailable`: The database is not available
             *
             *     `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Events_ingestBatch: {
        parameters: {
            query?: {
                /** @description Checks everything, including duplicates, and stores nothing. It costs as much of the limits as storing. */
                dry_run?: boolean;
            };
            header?: {
                /** @description `return=minimal` lists only events that failed; `respond-async` answers 202: the events are stored later. */
                prefer?: string;
                /** @description Selects the tenant, for credentials that may act in several. */
                "X-Tenant-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BatchInput"];
                /**
                 * @example [
                 *       {
                 *         "specversion": "1.0",
                 *         "id": "0192f7c4-8a2e-7c31-b7d5-2f6e1c9a4b11",
                 *         "source": "/halls/3/sensor-1",
                 *         "type": "temperature.measured",
                 *         "datacontenttype": "application/json",
                 *         "data": {
                 *           "celsius": 21.5,
                 *           "battery": 0.83
                 *         },
                 *         "line": "a-7"
                 *       }
                 *     ]
                 */
                "application/cloudevents-batch+json": unknown[];
            };
        };
        responses: {
            /** @description Nothing failed. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchView"];
                };
            };
            /** @description With `Prefer: respond-async`: accepted and committed; the events are stored later. `Location` is the address of the result. */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    Location?: string;
                    "Preference-Applied"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AcceptedIngestView"];
                };
            };
            /** @description Some events failed; read the items. */
            207: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchView"];
                };
            };
            /**
             * @description `invalid_json`: The body is not valid JSON
             *
             *     `duplicate_key`: An object in the body has the same key twice
             *
             *     `invalid_utf8`: The body is not valid UTF-8
             *
             *     `tenant_ambiguous`: Two tenant selectors disagree
             *
             *     `tenant_required`: The request must name a tenant
             *
             *     `invalid_request`: The request is malformed
             *
             *     `invalid_encoding`: The body does not decompress
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential lacks the permission
             *
             *     `tenant_forbidden`: The credential may not act in this tenant
             *
             *     `tenant_suspended`: The tenant is suspended
             */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The request did not arrive in time */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `body_too_large`: The body is larger than allowed
             *
             *     `batch_too_large`: The batch has more events than allowed
             */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unsupported_media_type`: The media type is not supported
             *
             *     `unsupported_encoding`: The content encoding is not supported
             */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `empty_batch`: The batch has no events
             *
             *     `unknown_field`: A field is not known
             *
             *     `missing_field`: A required field is missing
             *
             *     `invalid_type`: A field has the wrong type
             *
             *     `invalid_value`: A field has a value that is not allowed
             *
             *     `too_deep`: The body is nested deeper than allowed
             *
             *     `invalid_unicode`: A text holds U+0000 or a lone surrogate
             *
             *     `number_out_of_range`: A number cannot be stored without altering it
             */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `database_unavailable`: The database is not available
             *
             *     `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Events_import: {
        parameters: {
            query?: never;
            header?: {
                /** @description Selects the tenant, for credentials that may act in several. */
                "X-Tenant-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-ndjson": string;
                "application/ndjson": string;
                "application/jsonl": string;
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description NDJSON. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                };
            };
            /**
             * @description `invalid_encoding`: The body does not decompress
             *
             *     `tenant_ambiguous`: Two tenant selectors disagree
             *
             *     `tenant_required`: The request must name a tenant
             *
             *     `invalid_request`: The request is malformed
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential lacks the permission
             *
             *     `tenant_forbidden`: The credential may not act in this tenant
             *
             *     `tenant_suspended`: The tenant is suspended
             */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The request did not arrive in time */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is larger than allowed */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unsupported_media_type`: The media type is not supported
             *
             *     `unsupported_encoding`: The content encoding is not supported
             */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unknown_field`: A field is not known */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `database_unavailable`: The database is not available
             *
             *     `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Events_get: {
        parameters: {
            query?: never;
            header?: {
                /** @description Selects the tenant, for credentials that may act in several. */
                "X-Tenant-Key"?: string;
            };
            path: {
                event_uid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The requested data. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventView"];
                };
            };
            /**
             * @description `tenant_ambiguous`: Two tenant selectors disagree
             *
             *     `tenant_required`: The request must name a tenant
             *
             *     `invalid_request`: The request is malformed
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential lacks the permission
             *
             *     `tenant_forbidden`: The credential may not act in this tenant
             *
             *     `tenant_suspended`: The tenant is suspended
             */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: The resource does not exist, or you may not see it */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri_too_long`: The address is longer than allowed */
            414: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unknown_field`: A field is not known */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             *
             *     `database_unavailable`: The database is not available
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Reading_count: {
        parameters: {
            query: {
                /** @description Such as `sensor-1`. */
                device_uid?: string;
                /** @description May be repeated; an event matches if its type is one of them. Such as `temperature.measured`. */
                type?: string[];
                /** @description Inclusive. */
                occurred_from?: string;
                /** @description Exclusive. */
                occurred_to?: string;
                /** @description Inclusive. */
                received_from?: string;
                /** @description Exclusive. */
                received_to?: string;
                /** @description Largest number of items in the page. */
                limit?: number;
                /** @description next_cursor of the previous page. */
                cursor?: string;
                /** @description Width of a bucket. Buckets begin at full minutes, hours and days of UTC. */
                interval: "minute" | "hour" | "day";
                /** @description Counts each type, or each device, separately. */
                group_by?: "type" | "device_uid";
            };
            header?: {
                /** @description Selects the tenant, for credentials that may act in several. */
                "X-Tenant-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The requested data. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    Link: components["headers"]["Link"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatsPage"];
                };
            };
            /**
             * @description `invalid_cursor`: The cursor is damaged or belongs to another list
             *
             *     `tenant_ambiguous`: Two tenant selectors disagree
             *
             *     `tenant_required`: The request must name a tenant
             *
             *     `invalid_request`: The request is malformed
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential lacks the permission
             *
             *     `tenant_forbidden`: The credential may not act in this tenant
             *
             *     `tenant_suspended`: The tenant is suspended
             */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `invalid_device_uid`: device_uid is not well-formed
             *
             *     `unbounded_filter`: A payload filter needs a device or a time range as well
             *
             *     `missing_field`: A required field is missing
             *
             *     `unknown_field`: A field is not known
             *
             *     `invalid_value`: A field has a value that is not allowed
             *
             *     `invalid_timestamp`: A time is not RFC 3339 with a zone
             *
             *     `invalid_type`: A field has the wrong type
             */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `database_unavailable`: The database is not available
             *
             *     `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Reading_export: {
        parameters: {
            query?: {
                /** @description Such as `sensor-1`. */
                device_uid?: string;
                /** @description May be repeated; an event matches if its type is one of them. Such as `temperature.measured`. */
                type?: string[];
                /** @description Inclusive. */
                occurred_from?: string;
                /** @description Exclusive. */
                occurred_to?: string;
                /** @description Inclusive. */
                received_from?: string;
                /** @description Exclusive. */
                received_to?: string;
                /**
                 * @description The `position` of the last event that the client has. The export continues after it, for example where another one
                 *     broke off.
                 */
                after_position?: number;
            };
            header?: {
                /** @description Selects the tenant, for credentials that may act in several. */
                "X-Tenant-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Content-Disposition": components["headers"]["Content-Disposition"];
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                    "text/csv": string;
                };
            };
            /**
             * @description `tenant_ambiguous`: Two tenant selectors disagree
             *
             *     `tenant_required`: The request must name a tenant
             *
             *     `invalid_request`: The request is malformed
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential lacks the permission
             *
             *     `tenant_forbidden`: The credential may not act in this tenant
             *
             *     `tenant_suspended`: The tenant is suspended
             */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_acceptable`: None of the accepted media types can be produced */
            406: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `invalid_device_uid`: device_uid is not well-formed
             *
             *     `unknown_field`: A field is not known
             *
             *     `invalid_value`: A field has a value that is not allowed
             *
             *     `invalid_timestamp`: A time is not RFC 3339 with a zone
             *
             *     `unbounded_filter`: A payload filter needs a device or a time range as well
             *
             *     `invalid_type`: A field has the wrong type
             */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `database_unavailable`: The database is not available
             *
             *     `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Streams_stream: {
        parameters: {
            query?: {
                /** @description Such as `sensor-1`. */
                device_uid?: string;
                /** @description May be repeated; an event matches if its type is one of them. Such as `temperature.measured`. */
                type?: string[];
                /** @description Inclusive. */
                occurred_from?: string;
                /** @description Exclusive. */
                occurred_to?: string;
                /** @description Inclusive. */
                received_from?: string;
                /** @description Exclusive. */
                received_to?: string;
                /** @description Where to begin: `next_cursor` of `GET /v1/events?order=asc`, or the `id` of an event of a stream. */
                cursor?: string;
            };
            header?: {
                /** @description `id` of the last event that was seen. */
                "last-event-id"?: string;
                /** @description Selects the tenant, for credentials that may act in several. */
                "X-Tenant-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Server-sent events. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /**
             * @description `invalid_cursor`: The cursor is damaged or belongs to another list
             *
             *     `tenant_ambiguous`: Two tenant selectors disagree
             *
             *     `tenant_required`: The request must name a tenant
             *
             *     `invalid_request`: The request is malformed
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential lacks the permission
             *
             *     `tenant_forbidden`: The credential may not act in this tenant
             *
             *     `tenant_suspended`: The tenant is suspended
             */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `slow_consumer`: The answer was not read in time */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `invalid_device_uid`: device_uid is not well-formed
             *
             *     `unknown_field`: A field is not known
             *
             *     `invalid_value`: A field has a value that is not allowed
             *
             *     `invalid_timestamp`: A time is not RFC 3339 with a zone
             *
             *     `unbounded_filter`: A payload filter needs a device or a time range as well
             *
             *     `invalid_type`: A field has the wrong type
             */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             *
             *     `database_unavailable`: The database is not available
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Ingestions_list: {
        parameters: {
            query?: {
                /** @description Largest number of items in the page. */
                limit?: number;
                /** @description next_cursor of the previous page. */
                cursor?: string;
                status?: "queued" | "processing" | "done" | "dead";
                /** @description Inclusive. */
                accepted_from?: string;
                /** @description Exclusive: lists what was accepted before it. */
                accepted_to?: string;
            };
            header?: {
                /** @description Selects the tenant, for credentials that may act in several. */
                "X-Tenant-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The requested data. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    Link: components["headers"]["Link"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IngestionPage"];
                };
            };
            /**
             * @description `invalid_cursor`: The cursor is damaged or belongs to another list
             *
             *     `tenant_ambiguous`: Two tenant selectors disagree
             *
             *     `tenant_required`: The request must name a tenant
             *
             *     `invalid_request`: The request is malformed
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential lacks the permission
             *
             *     `tenant_forbidden`: The credential may not act in this tenant
             *
             *     `tenant_suspended`: The tenant is suspended
             */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unknown_field`: A field is not known
             *
             *     `invalid_value`: A field has a value that is not allowed
             *
             *     `invalid_timestamp`: A time is not RFC 3339 with a zone
             *
             *     `invalid_type`: A field has the wrong type
             */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             *
             *     `database_unavailable`: The database is not available
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Ingestions_get: {
        parameters: {
            query?: never;
            header?: {
                /** @description Selects the tenant, for credentials that may act in several. */
                "X-Tenant-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The requested data. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IngestionView"];
                };
            };
            /**
             * @description `tenant_ambiguous`: Two tenant selectors disagree
             *
             *     `tenant_required`: The request must name a tenant
             *
             *     `invalid_request`: The request is malformed
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential lacks the permission
             *
             *     `tenant_forbidden`: The credential may not act in this tenant
             *
             *     `tenant_suspended`: The tenant is suspended
             */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: The resource does not exist, or you may not see it */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri_too_long`: The address is longer than allowed */
            414: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `invalid_value`: A field has a value that is not allowed
             *
             *     `unknown_field`: A field is not known
             */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             *
             *     `database_unavailable`: The database is not available
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    DeadLetters_list: {
        parameters: {
            query?: {
                /** @description Largest number of items in the page. */
                limit?: number;
                /** @description next_cursor of the previous page. */
                cursor?: string;
                /** @description Such as `database_unavailable`. */
                reason?: string;
                /** @description Inclusive. */
                created_from?: string;
                /** @description Exclusive. */
                created_to?: string;
            };
            header?: {
                /** @description Selects the tenant, for credentials that may act in several. */
                "X-Tenant-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The requested data. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    Link: components["headers"]["Link"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadLetterPage"];
                };
            };
            /**
             * @description `invalid_cursor`: The cursor is damaged or belongs to another list
             *
             *     `tenant_ambiguous`: Two tenant selectors disagree
             *
             *     `tenant_required`: The request must name a tenant
             *
             *     `invalid_request`: The request is malformed
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential lacks the permission
             *
             *     `tenant_forbidden`: The credential may not act in this tenant
             *
             *     `tenant_suspended`: The tenant is suspended
             */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unknown_field`: A field is not known
             *
             *     `invalid_value`: A field has a value that is not allowed
             *
             *     `invalid_timestamp`: A time is not RFC 3339 with a zone
             *
             *     `invalid_type`: A field has the wrong type
             */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             *
             *     `database_unavailable`: The database is not available
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    DeadLetters_replayAll: {
        parameters: {
            query?: {
                /** @description Counts the dead letters that would be replayed, and replays nothing. */
                dry_run?: boolean;
            };
            header?: {
                /** @description Selects the tenant, for credentials that may act in several. */
                "X-Tenant-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["DeadLetterFilter"];
            };
        };
        responses: {
            /** @description Accepted; the work continues. */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplayView"];
                };
            };
            /**
             * @description `invalid_json`: The body is not valid JSON
             *
             *     `tenant_ambiguous`: Two tenant selectors disagree
             *
             *     `tenant_required`: The request must name a tenant
             *
             *     `invalid_request`: The request is malformed
             *
             *     `invalid_encoding`: The body does not decompress
             *
             *     `invalid_utf8`: The body is not valid UTF-8
             *
             *     `duplicate_key`: An object in the body has the same key twice
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential lacks the permission
             *
             *     `tenant_forbidden`: The credential may not act in this tenant
             *
             *     `tenant_suspended`: The tenant is suspended
             */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The request did not arrive in time */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is larger than allowed */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unsupported_media_type`: The media type is not supported
             *
             *     `unsupported_encoding`: The content encoding is not supported
             */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unknown_field`: A field is not known
             *
             *     `invalid_value`: A field has a value that is not allowed
             *
             *     `invalid_timestamp`: A time is not RFC 3339 with a zone
             *
             *     `invalid_type`: A field has the wrong type
             *
             *     `too_deep`: The body is nested deeper than allowed
             *
             *     `invalid_unicode`: A text holds U+0000 or a lone surrogate
             *
             *     `number_out_of_range`: A number cannot be stored without altering it
             *
             *     `missing_field`: A required field is missing
             */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             *
             *     `database_unavailable`: The database is not available
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    DeadLetters_replay: {
        parameters: {
            query?: never;
            header?: {
                /** @description Selects the tenant, for credentials that may act in several. */
                "X-Tenant-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted; the work continues. */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplayView"];
                };
            };
            /**
             * @description `tenant_ambiguous`: Two tenant selectors disagree
             *
             *     `tenant_required`: The request must name a tenant
             *
             *     `invalid_request`: The request is malformed
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential lacks the permission
             *
             *     `tenant_forbidden`: The credential may not act in this tenant
             *
             *     `tenant_suspended`: The tenant is suspended
             */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: The resource does not exist, or you may not see it */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri_too_long`: The address is longer than allowed */
            414: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unknown_field`: A field is not known */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             *
             *     `database_unavailable`: The database is not available
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    DeadLetters_delete: {
        parameters: {
            query?: never;
            header?: {
                /** @description Selects the tenant, for credentials that may act in several. */
                "X-Tenant-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; the answer has no content. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /**
             * @description `tenant_ambiguous`: Two tenant selectors disagree
             *
             *     `tenant_required`: The request must name a tenant
             *
             *     `invalid_request`: The request is malformed
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential lacks the permission
             *
             *     `tenant_forbidden`: The credential may not act in this tenant
             *
             *     `tenant_suspended`: The tenant is suspended
             */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: The resource does not exist, or you may not see it */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri_too_long`: The address is longer than allowed */
            414: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unknown_field`: A field is not known */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `throttled`: The rate limit is used up */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers are larger than allowed */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: The service failed unexpectedly */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `overloaded`: The service is at its limit
             *
             *     `draining`: The service is shutting down
             *
             *     `database_unavailable`: The database is not available
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}

/* Made from protocol/openapi.yaml by `npm run generate`: change it there. */

export interface paths {
    "/info": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a client must know before anybody is logged in */
        get: operations["getInfo"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Exchanges a Matrix OpenID token for an API session; works for people of any homeserver */
        post: operations["createSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions/current": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Ends the session that asks */
        delete: operations["endSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is asking, and their schools, classes and rooms */
        get: operations["getMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch: operations["updateMe"];
        trace?: never;
    };
    "/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Sets the password of the asker's own Parta account, for the web client and any other Matrix client */
        put: operations["setPassword"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/classes/{class_id}/people": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                class_id: components["parameters"]["ClassId"];
            };
            cookie?: never;
        };
        /** The people of a class with their roles; teachers also see who has not come yet */
        get: operations["listClassPeople"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/people/{person_id}/login-links": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                person_id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A one-time log-in link (or printed card) for a pupil or parent of the teacher's class */
        post: operations["createLoginLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/login-links/redeem": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Logs the browser in, once */
        post: operations["redeemLoginLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/invites": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Invites of one class that the asker may manage, newest first */
        get: operations["listInvites"];
        put?: never;
        post: operations["createInvite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/invites/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Shows school, class and role before anything is asked */
        post: operations["previewInvite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/invites/redeem": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes a new account from an invite and logs the browser in; a repeat with the same key gives the same account */
        post: operations["redeemInvite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/invites/{invite_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                invite_id: components["parameters"]["InviteId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** No further use; those who came stay. Revoking twice is harmless */
        delete: operations["revokeInvite"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/invites/{invite_id}/uses": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                invite_id: components["parameters"]["InviteId"];
            };
            cookie?: never;
        };
        /** Who came by the invite, newest first */
        get: operations["listInviteUses"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/invites/{invite_id}/uses/{use_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                invite_id: components["parameters"]["InviteId"];
                use_id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Approves or declines somebody who waits */
        patch: operations["decideInviteUse"];
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Uuid: string;
        /** @enum {string} */
        Locale: "ru" | "en";
        UserId: string;
        RoomId: string;
        /** @enum {string} */
        Role: "pupil" | "parent" | "teacher" | "class_teacher" | "staff" | "school_admin" | "district_admin";
        /** @enum {string} */
        InviteRole: "pupil" | "parent" | "teacher";
        /** @enum {string} */
        RoomKind: "school_space" | "announcements" | "staff_room" | "class_space" | "class_chat" | "lesson_room" | "parents_space" | "parents_chat";
        /** @description As printed or from the link; letter case, spaces and hyphens do not matter */
        Code: string;
        /** @description At least 128 random bits, made by the client once for each attempt of a person and kept over retries */
        IdempotencyKey: string;
        OpenIdToken: {
            access_token: string;
            /** @constant */
            token_type: "Bearer";
            matrix_server_name: string;
            expires_in: number;
        };
        Error: {
            errcode: string;
            error: string;
            retry_after_ms?: number;
            details?: {
                path: string;
                message: string;
            }[];
        };
        Info: {
            district_name: string;
            /** @description Base URL of the Client-Server API as browsers reach it */
            homeserver_url: string;
            server_name: string;
            bot_user_id: components["schemas"]["UserId"];
            default_locale: components["schemas"]["Locale"];
            can_set_password: boolean;
        };
        ApiSession: {
            token: string;
            user_id: components["schemas"]["UserId"];
            /** Format: date-time */
            expires_at: string;
        };
        LoggedIn: {
            user_id: components["schemas"]["UserId"];
            /** @description Of the homeserver; given once */
            access_token: string;
            device_id: string;
            homeserver_url: string;
            api_session: components["schemas"]["ApiSession"];
            /** @enum {unknown} */
            status: "joined" | "waiting_for_approval";
            /** @description Where to go first (the parents' chat for a parent) */
            class_chat_room_id?: components["schemas"]["RoomId"] | null;
        };
        Me: {
            person_id: components["schemas"]["Uuid"];
            user_id: components["schemas"]["UserId"];
            display_name: string;
            locale: components["schemas"]["Locale"];
            /** @description Parta made the account, so a password can be set here */
            has_own_account: boolean;
            /** @description Invites redeemed that wait for approval */
            waiting: components["schemas"]["InvitePreview"][];
            schools: components["schemas"]["MySchool"][];
        };
        MySchool: {
            school_id: components["schemas"]["Uuid"];
            name: string;
            time_zone: string;
            roles: components["schemas"]["Role"][];
            rooms: components["schemas"]["MyRoom"][];
            classes: components["schemas"]["MyClass"][];
        };
        MyClass: {
            class_id: components["schemas"]["Uuid"];
            title: string;
            school_year: string;
            roles: components["schemas"]["Role"][];
            may_invite: components["schemas"]["InviteRole"][];
            rooms: components["schemas"]["MyRoom"][];
        };
        MyRoom: {
            room_id: components["schemas"]["RoomId"];
            kind: components["schemas"]["RoomKind"];
        };
        ClassPerson: {
            person_id: components["schemas"]["Uuid"];
            display_name: string;
            role: components["schemas"]["Role"];
            user_ids: components["schemas"]["UserId"][];
            /** @description Has logged in at least once; always true for those who may not see it */
            arrived: boolean;
        };
        Invite: {
            invite_id: components["schemas"]["Uuid"];
            class_id: components["schemas"]["Uuid"];
            role: components["schemas"]["InviteRole"];
            max_uses: number;
            uses: number;
            /** @description Uses that wait for approval */
            waiting: number;
            /** Format: date-time */
            expires_at: string;
            needs_approval: boolean;
            /** @enum {unknown} */
            status: "active" | "expired" | "used_up" | "revoked";
            /** @description Display name */
            created_by: string;
            /** Format: date-time */
            created_at: string;
        };
        InviteUse: {
            use_id: components["schemas"]["Uuid"];
            display_name: string;
            user_id: components["schemas"]["UserId"];
            /** Format: date-time */
            used_at: string;
            /** @enum {unknown} */
            status: "approved" | "waiting" | "declined";
        };
        InvitePreview: {
            school_name: string;
            class_title: string;
            role: components["schemas"]["InviteRole"];
            needs_approval: boolean;
            locale: components["schemas"]["Locale"];
        };
        CreatedLink: {
            /** @description The secret stands in the fragment, so no server log ever holds it */
            url: string;
            /** @description Short, to be read out or typed: groups of four from an alphabet without look-alikes */
            code: string;
            qr_svg: string;
            /** Format: date-time */
            expires_at: string;
        };
    };
    responses: {
        /** @description What went wrong and where */
        Error: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
    };
    parameters: {
        ClassId: components["schemas"]["Uuid"];
        InviteId: components["schemas"]["Uuid"];
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getInfo: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Public facts of this deployment */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Info"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    createSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    openid: components["schemas"]["OpenIdToken"];
                };
            };
        };
        responses: {
            /** @description The session */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiSession"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    endSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Ended */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
    getMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The person */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    updateMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    locale?: components["schemas"]["Locale"];
                };
            };
        };
        responses: {
            /** @description The person afterwards */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    setPassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    password: string;
                };
            };
        };
        responses: {
            /** @description Set */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
    listClassPeople: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                class_id: components["parameters"]["ClassId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description People, class teachers first, then by name */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        people: components["schemas"]["ClassPerson"][];
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    createLoginLink: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                person_id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @default 604800 */
                    expires_in_seconds?: number;
                };
            };
        };
        responses: {
            /** @description The link; its secret is shown only now */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedLink"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    redeemLoginLink: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    code: components["schemas"]["Code"];
                    idempotency_key: components["schemas"]["IdempotencyKey"];
                };
            };
        };
        responses: {
            /** @description A session */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoggedIn"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listInvites: {
        parameters: {
            query: {
                class_id: components["schemas"]["Uuid"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Invites */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        invites: components["schemas"]["Invite"][];
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    createInvite: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    class_id: components["schemas"]["Uuid"];
                    role: components["schemas"]["InviteRole"];
                    /** @default 40 */
                    max_uses?: number;
                    /** @default 604800 */
                    expires_in_seconds?: number;
                    /** @default false */
                    needs_approval?: boolean;
                };
            };
        };
        responses: {
            /** @description The invite with its link, code and QR; the secret is shown only now */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        invite: components["schemas"]["Invite"];
                        link: components["schemas"]["CreatedLink"];
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    previewInvite: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    code: components["schemas"]["Code"];
                };
            };
        };
        responses: {
            /** @description What the link leads to */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvitePreview"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    redeemInvite: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    code: components["schemas"]["Code"];
                    /** @description As the person typed it; white space is folded */
                    name: string;
                    locale: components["schemas"]["Locale"];
                    idempotency_key: components["schemas"]["IdempotencyKey"];
                };
            };
        };
        responses: {
            /** @description A session */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoggedIn"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    revokeInvite: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                invite_id: components["parameters"]["InviteId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The invite afterwards */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invite"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listInviteUses: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                invite_id: components["parameters"]["InviteId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Uses */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        uses: components["schemas"]["InviteUse"][];
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    decideInviteUse: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                invite_id: components["parameters"]["InviteId"];
                use_id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {unknown} */
                    status: "approved" | "declined";
                };
            };
        };
        responses: {
            /** @description The use afterwards */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InviteUse"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
}

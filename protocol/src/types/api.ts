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
    "/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The log of what people in power did, newest first; of a school for its administrators, without school_id of the district */
        get: operations["readAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/audit/verification": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Verifies the chain of the log, for those who may read it */
        get: operations["verifyAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/audit/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The log as a file that anybody can verify offline (docs/audit.md), JSON Lines; logged */
        get: operations["exportAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/reports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Reports a message, a room or a person; nobody but those who handle it sees that. The outcome comes in the direct chat with the bot */
        post: operations["createReport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/reports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the asker reported and what came of it, and what was decided about the asker; newest first */
        get: operations["listMyReports"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The cases that the asker handles, what is due first */
        get: operations["listCases"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cases/{case_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case_id: components["parameters"]["CaseId"];
            };
            cookie?: never;
        };
        /** A case with its reports and steps, without what is sealed */
        get: operations["getCase"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cases/{case_id}/steps": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case_id: components["parameters"]["CaseId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Does something in a case; `appeal` is for the person whom it is about */
        post: operations["takeCaseStep"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cases/{case_id}/evidence": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case_id: components["parameters"]["CaseId"];
            };
            cookie?: never;
        };
        /** What was sealed when it was reported, for whoever asked and was allowed by another administrator; logged */
        get: operations["readEvidence"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rooms/{room_id}/restrictions": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room_id: components["parameters"]["RoomId"];
            };
            cookie?: never;
        };
        /** What holds in a room now, for those who moderate it */
        get: operations["listRestrictions"];
        put?: never;
        /** Locks a room, slows it down, mutes or removes a person, or pauses the invites of the room's class */
        post: operations["restrictRoom"];
        /** Ends what holds */
        delete: operations["liftRestriction"];
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
    "/contacts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The people whom the asker may write to by the contact policy, those closest to them first
         * @description Each is decided by the policy itself; who may not be written to is not in the list. Where only somebody who works at the school may begin, the outcome says so. A page may hold fewer people than asked for; `next` says whether there is more.
         */
        get: operations["listContacts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/direct-rooms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The direct rooms that the asker is in, and for administrators those of their school that lack a second adult */
        get: operations["listDirectRooms"];
        put?: never;
        /**
         * The direct room with somebody, made if there is none; the same pair again finds the same room
         * @description Refused with the sentence of the rule: `ORG.PARTA.CONTACT_DENIED`, or `ORG.PARTA.TEACHER_FIRST` where somebody who works at the school has to write first.
         */
        post: operations["openDirectRoom"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/direct-rooms/{room_id}/second-adult": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room_id: components["parameters"]["RoomId"];
            };
            cookie?: never;
        };
        get?: never;
        /** An administrator of the school names the second adult of a direct room that needs one */
        put: operations["nameSecondAdult"];
        post?: never;
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
        /**
         * Makes a new account from an invite and logs the browser in; a repeat with the same key gives the same account
         * @description A browser that is logged in sends its session along: a child's own session or browser is refused (`ORG.PARTA.GUARDIAN_…`) where the invite makes the child's guardian.
         */
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
    "/people/{person_id}/roles": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                person_id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        /** What a person is and was in the schools that the asker administers; of oneself everything */
        get: operations["listRoles"];
        put?: never;
        /** Gives somebody a role, or gives it another period; administrators only, and nobody more than they have */
        post: operations["giveRole"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/people/{person_id}/roles/end": {
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
        /** Ends a role from today on; without a class all that follows from it in the school's classes too */
        post: operations["endRole"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/people/{person_id}/move": {
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
        /** Moves a pupil to another class from today on */
        post: operations["movePupil"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/guardianships": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whose guardian the asker is, and who are the asker's guardians; those that wait too */
        get: operations["listMyGuardianships"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/guardian-invites": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A pupil makes a link for a parent of their own; the school confirms who came by it */
        post: operations["createGuardianInvite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/classes/{class_id}/guardianships": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                class_id: components["parameters"]["ClassId"];
            };
            cookie?: never;
        };
        /** Guardians of the pupils of a class, for its teachers and administrators */
        get: operations["listClassGuardianships"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/guardianships": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** An administrator puts a guardian on record, who then accepts */
        post: operations["proposeGuardianship"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/guardianships/{guardianship_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                guardianship_id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Accepts (the guardian), confirms (the school), ends, or changes kind, rights and dates */
        patch: operations["updateGuardianship"];
        trace?: never;
    };
    "/timetable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The timetable of a person (by default the asker), a class or a location over some days */
        get: operations["getTimetable"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/lessons": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Adds a lesson; conflicts of teachers, classes and locations are refused (409) and explained */
        post: operations["createLesson"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/lessons/{lesson_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                lesson_id: components["parameters"]["LessonId"];
            };
            cookie?: never;
        };
        /** A lesson as a whole, for those who may change it */
        get: operations["getLesson"];
        put?: never;
        post?: never;
        /** Cancels a lesson as a whole; it stays visible as cancelled. Twice is harmless */
        delete: operations["cancelLesson"];
        options?: never;
        head?: never;
        /** Changes a lesson as a whole */
        patch: operations["updateLesson"];
        trace?: never;
    };
    "/lessons/{lesson_id}/occurrences/{recurrence_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                lesson_id: components["parameters"]["LessonId"];
                recurrence_id: components["schemas"]["LocalTime"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Makes one occurrence be as the lesson says again */
        delete: operations["restoreLesson"];
        options?: never;
        head?: never;
        /** Changes one occurrence: cancelled, moved, another location, a substitute; null means as in the lesson */
        patch: operations["overrideLesson"];
        trace?: never;
    };
    "/schools/{school_id}/timetable": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                school_id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        /** Terms, days off, bells, locations, teachers and classes of a school, for those who work there */
        get: operations["getTimetableFrame"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Replaces the lists that are named; administrators only */
        patch: operations["updateTimetableFrame"];
        trace?: never;
    };
    "/timetable-imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Reads an iCalendar file for a class, or a table for a school; without `apply` only says what would change */
        post: operations["importTimetable"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/timetable-subscriptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Calendars that classes of a school are subscribed to; those the asker may change */
        get: operations["listTimetableSubscriptions"];
        put?: never;
        /** Subscribes a class to a calendar, which is then fetched at once and again and again */
        post: operations["createTimetableSubscription"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/timetable-subscriptions/{subscription_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                subscription_id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Ends it; its lessons stay and can be changed by hand, or those to come are cancelled */
        delete: operations["endTimetableSubscription"];
        options?: never;
        head?: never;
        /** Changes, pauses, answers or confirms; the calendar is fetched again soon */
        patch: operations["updateTimetableSubscription"];
        trace?: never;
    };
    "/feeds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The open calendar feeds that the asker made */
        get: operations["listFeeds"];
        put?: never;
        /** A private iCalendar address for the timetable of a person, a class or a location */
        post: operations["createFeed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/feeds/{feed_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                feed_id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Ends a feed at once. Twice is harmless */
        delete: operations["revokeFeed"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/calendars/{calendar}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                calendar: string;
            };
            cookie?: never;
        };
        /** The calendar behind a secret address, for calendar programs */
        get: operations["getCalendar"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rooms/{room_id}/lesson": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room_id: components["parameters"]["RoomId"];
            };
            cookie?: never;
        };
        /** What is held in a lesson room, hall or meeting room now, and what the asker may do in it */
        get: operations["getRoomLesson"];
        put?: never;
        /** Opens the room now, outside the timetable; staff only. When it is open already nothing changes */
        post: operations["openRoomLesson"];
        /** Ends the lesson for everybody; staff only. Twice is harmless */
        delete: operations["endRoomLesson"];
        options?: never;
        head?: never;
        /** Changes the running lesson for everybody in it; staff only */
        patch: operations["updateRoomLesson"];
        trace?: never;
    };
    "/rooms/{room_id}/lesson/recording": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room_id: components["parameters"]["RoomId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Records the running lesson; everybody is told before. Errors: recording.not_set_up, recording.not_allowed, recording.unavailable */
        post: operations["startRecording"];
        /** Ends the recording. Twice is harmless */
        delete: operations["stopRecording"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rooms/{room_id}/lesson/stream": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room_id: components["parameters"]["RoomId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Streams the running broadcast to many viewers (hls_url), as happens by itself when many watch. Error: hls.not_set_up */
        post: operations["startStream"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rooms/{room_id}/recordings": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room_id: components["parameters"]["RoomId"];
            };
            cookie?: never;
        };
        /** Recordings of a room, newest first, for those who run lessons in it */
        get: operations["listRecordings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/recordings/{recording_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                recording_id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Deletes a recording before its time */
        delete: operations["deleteRecording"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/recordings/{recording_id}/file": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                recording_id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        /** The recording itself; who reads it is audited */
        get: operations["readRecording"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rooms/{room_id}/polls": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room_id: components["parameters"]["RoomId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Asks in a room, by the bot; an anonymous poll can be asked in no other way
         * @description Everybody else's polls are events of MSC3381 that a client sends by itself. The same key again makes no second poll.
         */
        post: operations["createPoll"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rooms/{room_id}/polls/{event_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room_id: components["parameters"]["RoomId"];
                event_id: components["parameters"]["EventId"];
            };
            cookie?: never;
        };
        /** A poll as the asker may see it; for those in its room, and those who manage it */
        get: operations["getPoll"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rooms/{room_id}/polls/{event_id}/vote": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room_id: components["parameters"]["RoomId"];
                event_id: components["parameters"]["EventId"];
            };
            cookie?: never;
        };
        get?: never;
        /** Votes in an anonymous poll, or changes the vote; no answers take it back */
        put: operations["votePoll"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rooms/{room_id}/polls/{event_id}/end": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room_id: components["parameters"]["RoomId"];
                event_id: components["parameters"]["EventId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends a poll; whoever asked, and those who manage it */
        post: operations["endPoll"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rooms/{room_id}/polls/{event_id}/results.csv": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room_id: components["parameters"]["RoomId"];
                event_id: components["parameters"]["EventId"];
            };
            cookie?: never;
        };
        /** The result as a table for spreadsheet programs, with names where the poll is not anonymous; for those who manage it */
        get: operations["exportPoll"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rooms/{room_id}/questions": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room_id: components["parameters"]["RoomId"];
            };
            cookie?: never;
        };
        /** Questions of the running broadcast; speakers see all, others their own and the approved ones */
        get: operations["listQuestions"];
        put?: never;
        /** Asks the speakers of the running broadcast */
        post: operations["askQuestion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rooms/{room_id}/questions/{question_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room_id: components["parameters"]["RoomId"];
                question_id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Approves a question, which the bot then says in the hall, or declines it; speakers only */
        patch: operations["decideQuestion"];
        trace?: never;
    };
    "/rooms/{room_id}/lesson/seat": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room_id: components["parameters"]["RoomId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A token for LiveKit, good for some minutes. Refusals have a `LessonRefusal` as their errcode */
        post: operations["takeLessonSeat"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rooms/{room_id}/lesson/mute": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room_id: components["parameters"]["RoomId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mutes somebody, or all pupils; staff only */
        post: operations["muteInLesson"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rooms/{room_id}/lesson/seats/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room_id: components["parameters"]["RoomId"];
                user_id: components["schemas"]["UserId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Admits somebody from the lobby, lets them speak or show, removes them or lets them back; staff only */
        patch: operations["updateLessonSeat"];
        trace?: never;
    };
    "/rooms/{room_id}/lesson/lower-hands": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room_id: components["parameters"]["RoomId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Lowers somebody's raised hand, or all hands; staff only */
        post: operations["lowerHands"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rooms/{room_id}/lesson/groups": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room_id: components["parameters"]["RoomId"];
            };
            cookie?: never;
        };
        get?: never;
        /** Divides the lesson into breakout groups, or ends them with an empty list; staff only */
        put: operations["setLessonGroups"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/classes/{class_id}/attendance": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                class_id: components["parameters"]["ClassId"];
            };
            cookie?: never;
        };
        /** The lessons that were held for a class, newest first, for its teachers and administrators */
        get: operations["listAttendance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/people/{person_id}/attendance": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                person_id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        /** The lessons of one pupil, newest first, for themselves and their guardians */
        get: operations["listPersonAttendance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/attendance/{session_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session_id: components["parameters"]["SessionId"];
            };
            cookie?: never;
        };
        /** Who was in a lesson, when and for how long */
        get: operations["getAttendance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/attendance/{session_id}.csv": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session_id: components["parameters"]["SessionId"];
            };
            cookie?: never;
        };
        /** The same as a table for spreadsheet programs, with headings in the language of the request */
        get: operations["exportAttendance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/attendance/{session_id}/people/{person_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session_id: components["parameters"]["SessionId"];
                person_id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Corrects what was recorded about a pupil; null takes the correction back */
        patch: operations["correctAttendance"];
        trace?: never;
    };
    "/posts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The asker's messages that Parta sends later, and those that it could not send in the last days */
        get: operations["listPosts"];
        put?: never;
        /** Has a message sent when quiet hours of its readers end, or at once and urgent; staff only, text only */
        post: operations["createPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/posts/{post_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                post_id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        get?: never;
        /** Changes what a waiting message says */
        put: operations["changePost"];
        post?: never;
        /** Takes a waiting message back, or forgets one that was not sent */
        delete: operations["cancelPost"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rooms/{room_id}/quiet": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room_id: components["parameters"]["RoomId"];
            };
            cookie?: never;
        };
        /** Until when it is quiet for those who read in a room, and how the asker may write there now */
        get: operations["getRoomQuiet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/quiet-hours": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the asker's notifications are held now */
        get: operations["getMyQuietHours"];
        /** Leaves quiet hours, or comes back to them; adults only */
        put: operations["leaveQuietHours"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/schools/{school_id}/quiet-posting": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                school_id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        /** Whether staff may write in quiet hours without a reason */
        get: operations["getQuietPosting"];
        /** Changes it; administrators only */
        put: operations["setQuietPosting"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/policy/matrix": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every line of the contact matrix as it holds in a school, or without school_id in the district; administrators only */
        get: operations["getContactMatrix"];
        /** Replaces the lines that a school, or the district, has of its own; one audited transaction */
        put: operations["setContactMatrix"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/policy/simulations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What these lines would change in place of those that hold; nothing is saved */
        post: operations["simulateContactMatrix"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/policy/explanation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Why two people can or cannot reach each other (`from`, `to`), or why somebody is or is not in a room (`user_id`, `room_id`), and what would change it. For oneself, for teachers about their own pupils, for administrators about people of their school */
        get: operations["explainContact"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/schools/{school_id}/quiet-hours": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                school_id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        /** When notifications are held, for everybody of the school */
        get: operations["getQuietHours"];
        /** Replaces them; administrators only */
        put: operations["setQuietHours"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/people/{person_id}/age": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                person_id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        get?: never;
        /** From the first day of which month somebody is of age; null when it is not known. Administrators only */
        put: operations["setPersonAge"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/uploads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Announces a file, as a new document or a new version; its bytes follow by the tus protocol (1.0.0, core) at `url` */
        post: operations["createUpload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/uploads/{upload_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                upload_id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Gives an upload up */
        delete: operations["cancelUpload"];
        options?: never;
        /** How much has arrived (tus, `Upload-Offset` and `Upload-Length`) */
        head: operations["getUploadOffset"];
        /** More bytes, from `Upload-Offset` on (tus); whoever is interrupted asks with HEAD and goes on there */
        patch: operations["continueUpload"];
        trace?: never;
    };
    "/classes/{class_id}/documents": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                class_id: components["parameters"]["ClassId"];
            };
            cookie?: never;
        };
        /** The library of a class, for its people and administrators of its school */
        get: operations["listClassDocuments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/documents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The personal store of the asker, which nobody else sees */
        get: operations["listMyDocuments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/documents/{document_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                document_id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        /** A document with its versions */
        get: operations["getDocument"];
        put?: never;
        post?: never;
        /** Deletes it with all versions and links */
        delete: operations["deleteDocument"];
        options?: never;
        head?: never;
        /** Gives it another name or puts it into another folder */
        patch: operations["updateDocument"];
        trace?: never;
    };
    "/documents/{document_id}/content": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                document_id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        /** The bytes of a version, by default the newest; takes `Range` */
        get: operations["readDocument"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/documents/{document_id}/thumbnail": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                document_id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        /** A small picture of a picture */
        get: operations["readThumbnail"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/documents/{document_id}/tickets": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                document_id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** An address that gives the content once, within a minute, for links and new tabs of browsers */
        post: operations["createTicket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/files/{ticket}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ticket: string;
            };
            cookie?: never;
        };
        /** The content that a ticket was made for */
        get: operations["readByTicket"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/documents/{document_id}/shares": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                document_id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A link to a personal document for those who are in a chat of the asker, until it ends */
        post: operations["shareDocument"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/shares/{share_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                share_id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Ends a link */
        delete: operations["revokeShare"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/shared/open": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What a link leads to, and a ticket for it; for those who are in the room now */
        post: operations["openShared"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/classes/{class_id}/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                class_id: components["parameters"]["ClassId"];
            };
            cookie?: never;
        };
        /** The tasks of a class to hand in, with the slots that the asker sees */
        get: operations["listClassTasks"];
        put?: never;
        /** A teacher of the class sets a task; the class is told */
        post: operations["createTask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the asker, and the asker's children, have to hand in */
        get: operations["listMyTasks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/{task_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                task_id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        /** A task with the slots that the asker sees, their documents and comments */
        get: operations["getTask"];
        put?: never;
        post?: never;
        /** Takes a task back; what was handed in is no longer shown */
        delete: operations["deleteTask"];
        options?: never;
        head?: never;
        /** Changes a task */
        patch: operations["updateTask"];
        trace?: never;
    };
    "/tasks/{task_id}/slots/{pupil_id}/return": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                task_id: components["schemas"]["Uuid"];
                pupil_id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A teacher returns a pupil's work with a comment; pupil and guardians see it */
        post: operations["returnWork"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        NewUpload: {
            /** @enum {string} */
            place: "library" | "hand_in" | "personal";
            /** @description Of a library */
            class_id?: components["schemas"]["Uuid"];
            /** @description Of work to hand in: the asker's own slot */
            task_id?: components["schemas"]["Uuid"];
            /** @description A new version of this one */
            document_id?: components["schemas"]["Uuid"];
            /** @description Levels with slashes between them */
            folder?: string;
            name: string;
            size: number;
        };
        NewTicket: {
            version?: number;
            /**
             * @description To be shown, where its type can be shown safely
             * @default false
             */
            inline: boolean;
        };
        Ticket: {
            url: string;
            /** Format: date-time */
            expires_at: string;
        };
        DocumentPatch: {
            name?: string;
            folder?: string;
        };
        /** @enum {string} */
        DocumentAct: "read" | "add" | "change" | "share" | "return";
        DocumentVersion: {
            number: number;
            size: number;
            /** @enum {string} */
            state: "arriving" | "checking" | "held" | "ready" | "quarantined" | "refused";
            /** @description Why it was refused, in words for programs */
            reason: string | null;
            /** @description What it is by its content */
            content_type: string | null;
            /** @description It is something else than its name says */
            misnamed: boolean;
            /** @description A browser may show it in place */
            showable: boolean;
            thumbnail: boolean;
            created_at: string;
            by: components["schemas"]["DocumentPerson"];
        };
        DocumentPerson: {
            person_id: components["schemas"]["Uuid"];
            display_name: string;
        };
        DocumentShare: {
            share_id: components["schemas"]["Uuid"];
            room_id: string;
            expires_at: string;
        };
        Document: {
            document_id: components["schemas"]["Uuid"];
            /** @enum {string} */
            place: "library" | "hand_in" | "personal";
            folder: string;
            name: string;
            created_at: string;
            /** @description Newest first; to who may not change it only those that can be read */
            versions: components["schemas"]["DocumentVersion"][];
            shares: components["schemas"]["DocumentShare"][];
            may: components["schemas"]["DocumentAct"][];
        };
        DocumentList: {
            documents: components["schemas"]["Document"][];
            may_add: boolean;
            used_bytes: number;
            quota_bytes: number;
            max_file_bytes: number;
        };
        TaskTitle: string;
        TaskInstructions: string;
        /** @description RFC 3339 */
        TaskDue: string | null;
        Task: {
            task_id: components["schemas"]["Uuid"];
            class_id: components["schemas"]["Uuid"];
            class_title: string;
            title: string;
            instructions: string;
            due_at: string | null;
            created_at: string;
            author: components["schemas"]["DocumentPerson"];
            may_change: boolean;
            slots: components["schemas"]["TaskSlot"][];
        };
        TaskSlot: {
            pupil: components["schemas"]["DocumentPerson"];
            /** @enum {string} */
            standing: "open" | "missing" | "handed_in" | "late" | "returned";
            handed_in_at: string | null;
            returned_at: string | null;
            documents: components["schemas"]["Document"][];
            comments: {
                author: components["schemas"]["DocumentPerson"];
                text: string;
                created_at: string;
            }[];
            may: components["schemas"]["DocumentAct"][];
        };
        /** @enum {string} */
        ContactRole: "pupil" | "parent" | "teacher" | "class_teacher" | "staff" | "school_admin" | "district_admin" | "stranger";
        /** @enum {string} */
        ContactRelation: "same_class" | "same_school" | "same_district" | "unknown" | "other_homeserver";
        /**
         * @description Of a pair; under_age when one of the two is
         * @enum {string}
         */
        AgeBand: "under_age" | "of_age";
        /**
         * @description teacher_first: only the one who works at the school may open the room
         * @enum {string}
         */
        ContactOutcome: "allow" | "second_adult" | "teacher_first" | "deny";
        ContactRule: {
            roles: components["schemas"]["ContactRole"][];
            relation: components["schemas"]["ContactRelation"];
            age: components["schemas"]["AgeBand"];
            outcome: components["schemas"]["ContactOutcome"];
        };
        ContactMatrixLine: {
            roles: components["schemas"]["ContactRole"][];
            relation: components["schemas"]["ContactRelation"];
            age: components["schemas"]["AgeBand"];
            outcome: components["schemas"]["ContactOutcome"];
            rule: string;
            /** @enum {string} */
            source: "default" | "district" | "school";
            by_default: components["schemas"]["ContactOutcome"];
            /** @description The rule as a sentence */
            text: string;
        };
        ContactMatrix: {
            school_id: components["schemas"]["Uuid"] | null;
            version: string;
            lines: components["schemas"]["ContactMatrixLine"][];
            /** @description Those that this school or the district has of its own */
            rules: components["schemas"]["ContactRule"][];
        };
        ContactMatrixChange: {
            /** @description Null for the district */
            school_id: components["schemas"]["Uuid"] | null;
            rules: components["schemas"]["ContactRule"][];
            /** @description That of the matrix or simulation on which the change is founded */
            version?: string;
            /** @description Why it is changed; kept in the audit log */
            reason?: string;
        };
        ContactSimulation: {
            version: string;
            /** @description How many people are concerned */
            people: number;
            rooms_closed: components["schemas"]["RoomId"][];
            /** @description A second adult would join */
            rooms_completed: components["schemas"]["RoomId"][];
            /** @description False: too many to look at all; at least this changes */
            complete: boolean;
            changes: {
                rule: string;
                text: string;
                roles: components["schemas"]["ContactRole"][];
                relation: components["schemas"]["ContactRelation"];
                age: components["schemas"]["AgeBand"];
                before: components["schemas"]["ContactOutcome"];
                after: components["schemas"]["ContactOutcome"];
                pairs: number;
                people: number;
                /** @description Pairs of names; null is a stranger */
                examples: (string | null)[][];
            }[];
        };
        ContactExplanation: {
            from: components["schemas"]["UserId"];
            to: components["schemas"]["UserId"];
            outcome: components["schemas"]["ContactOutcome"];
            rule: string;
            /** @description The line of the matrix that decided; null for a fixed rule */
            cell: {
                from_role: components["schemas"]["ContactRole"];
                to_role: components["schemas"]["ContactRole"];
                relation: components["schemas"]["ContactRelation"];
                age: components["schemas"]["AgeBand"];
                /** @enum {string} */
                source: "default" | "district" | "school";
                school_id: components["schemas"]["Uuid"] | null;
            } | null;
            /** @description RFC 3339 */
            quiet_until: string | null;
            /** @description What would change it */
            remedies: components["schemas"]["ExplainedCode"][];
            notes: components["schemas"]["ExplainedCode"][];
            /** @description The whole in sentences, one a line */
            text: string;
        };
        RoomExplanation: {
            user_id: components["schemas"]["UserId"];
            room_id: components["schemas"]["RoomId"];
            kind: components["schemas"]["RoomKind"] | null;
            can: boolean;
            rule: string;
            /** @description Of a room of a few people that Parta did not make */
            strictest: components["schemas"]["ContactExplanation"] | null;
            lesson: {
                enter: boolean;
                why_not: string | null;
                text: string;
            } | null;
            /** @description RFC 3339 */
            quiet_until: string | null;
            text: string;
        };
        ExplainedCode: {
            code: string;
            text: string;
        };
        QuietHoursList: {
            quiet_hours: components["schemas"]["QuietHours"][];
        };
        QuietHours: {
            /**
             * @description Null for every role
             * @enum {unknown}
             */
            role: "pupil" | "parent" | "teacher" | "class_teacher" | "staff" | "school_admin" | null;
            /** @description Null for every class */
            class_id: components["schemas"]["Uuid"] | null;
            /** @description Days on which it begins; 1 is Monday */
            weekdays: number[];
            begins_at: string;
            /** @description When it is not later than begins_at, on the next day */
            ends_at: string;
            /** @description Days off of the school calendar are quiet all day */
            days_off: boolean;
        };
        RoomQuiet: {
            /** @description RFC 3339; until when it is quiet for the last reader */
            quiet_until: string | null;
            /** @description RFC 3339; when it next becomes quiet, today or tomorrow */
            quiet_from: string | null;
            /** @description How the asker may write in quiet hours, the default first; empty when nothing has to be chosen */
            choices: ("morning" | "urgent" | "now")[];
        };
        PostText: {
            body: string;
            /** @description HTML as in org.matrix.custom.html */
            formatted_body?: string;
        };
        NewPost: {
            room_id: components["schemas"]["RoomId"];
            /** @enum {string} */
            kind: "morning" | "urgent";
            /** @description Of an urgent one, needed there: why it cannot wait. Shown and logged */
            reason?: string;
            body: string;
            formatted_body?: string;
            reply_to?: string;
            idempotency_key: components["schemas"]["IdempotencyKey"];
        };
        Post: {
            post_id: components["schemas"]["Uuid"];
            room_id: string;
            /** @enum {unknown} */
            kind: "morning" | "urgent";
            reason: string | null;
            /** @description Null when it does not wait any more */
            body: string | null;
            formatted_body: string | null;
            /** @description RFC 3339 */
            send_at: string;
            /** @enum {unknown} */
            status: "waiting" | "sent" | "cancelled" | "refused";
            event_id: string | null;
            /** @description Why it was not sent, for people */
            refusal: string | null;
            /** @description RFC 3339 */
            created_at: string;
        };
        MyQuietHours: {
            /** @description RFC 3339 */
            quiet_until: string | null;
            /** @description Whether any quiet hours are set for the asker, left or not */
            concerned: boolean;
            left: boolean;
            /** @description Pupils may not */
            may_leave: boolean;
        };
        MyQuietHoursChange: {
            left: boolean;
        };
        QuietPosting: {
            now_allowed: boolean;
        };
        Uuid: string;
        /** @enum {string} */
        Locale: "ru" | "en";
        ContactTarget: {
            person_id?: components["schemas"]["Uuid"];
            user_id?: components["schemas"]["UserId"];
        };
        DirectRoom: {
            room_id: components["schemas"]["RoomId"];
            /**
             * @description read_only: the second adult is missing; closed: the rules allow the two no room any more
             * @enum {string}
             */
            status: "open" | "read_only" | "closed";
            /** @description Whether the two may talk only with a second adult */
            supervised: boolean;
            /** @description Matrix ID of the second adult */
            second_adult: components["schemas"]["UserId"] | null;
        };
        Contacts: {
            people: components["schemas"]["Contact"][];
            next: components["schemas"]["Uuid"] | null;
        };
        Contact: {
            person_id: components["schemas"]["Uuid"];
            user_id: components["schemas"]["UserId"];
            display_name: string;
            /** @description What they are to the asker, in words: `Physics teacher, 7Б`, `Your child` */
            relation: string;
            /**
             * @description second_adult: with a second adult in the room; teacher_first: only the school may begin
             * @enum {string}
             */
            outcome: "allow" | "second_adult" | "teacher_first";
            /** @description The sentence of the rule */
            text: string;
            /** @description The direct room of the two if there is one that is not closed */
            room_id: components["schemas"]["RoomId"] | null;
        };
        DirectPerson: {
            user_id: components["schemas"]["UserId"];
            person_id: components["schemas"]["Uuid"] | null;
            display_name: string;
        };
        MyDirectRoom: {
            room_id: components["schemas"]["RoomId"];
            /** @enum {string} */
            status: "open" | "read_only" | "closed";
            supervised: boolean;
            /**
             * @description What the asker is there; an administrator is not in the room but may name its second adult
             * @enum {string}
             */
            as: "party" | "second_adult" | "administrator";
            /** @description Of the two, those who are not the asker */
            people: components["schemas"]["DirectPerson"][];
            second_adult: components["schemas"]["DirectPerson"] | null;
        };
        UserId: string;
        RoomId: string;
        /** @enum {string} */
        Role: "pupil" | "parent" | "teacher" | "class_teacher" | "staff" | "school_admin" | "district_admin";
        /** @enum {string} */
        InviteRole: "pupil" | "parent" | "teacher";
        /** @enum {string} */
        RoomKind: "school_space" | "announcements" | "staff_room" | "broadcast_hall" | "class_space" | "class_chat" | "lesson_room" | "parents_space" | "parents_chat";
        /** @description As printed or from the link; letter case, spaces and hyphens do not matter */
        Code: string;
        /** @description At least 128 random bits, made by the client once for each attempt of a person and kept over retries */
        IdempotencyKey: string;
        /** @description At least 128 random bits that a browser keeps as long as it can, also over log-outs: so that a child does not become its own parent in it */
        DeviceKey: string;
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
            reminder_minutes: components["schemas"]["ReminderMinutes"];
            /** @description Parta made the account, so a password can be set here */
            has_own_account: boolean;
            /** @description Invites redeemed that wait for approval */
            waiting: components["schemas"]["InvitePreview"][];
            /** @description Whose guardian the person is, by name */
            children: components["schemas"]["MyChild"][];
            schools: components["schemas"]["MySchool"][];
        };
        MyChild: {
            person_id: components["schemas"]["Uuid"];
            display_name: string;
            classes: components["schemas"]["TimetablePlace"][];
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
            /** @description Whose guardian it makes */
            child: components["schemas"]["GuardianshipPerson"] | null;
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
            /** @description Given name of the child whose guardian it makes */
            child_name: string | null;
        };
        /** @enum {string} */
        Relation: "mother" | "father" | "guardian" | "other";
        RoleAt: {
            role: components["schemas"]["Role"];
            school_id?: components["schemas"]["Uuid"];
            /** @description Says the school too */
            class_id?: components["schemas"]["Uuid"];
        };
        NewRole: {
            role: components["schemas"]["Role"];
            school_id?: components["schemas"]["Uuid"];
            /** @description Says the school too */
            class_id?: components["schemas"]["Uuid"];
            begins_on?: string | null;
            ends_on?: string | null;
        };
        HeldRole: {
            /** @description null for a role of the district */
            school_id: string | null;
            school_name: string | null;
            class_id: string | null;
            class_title: string | null;
            role: components["schemas"]["Role"];
            begins_on: string | null;
            /** @description The first day on which it is not held any more */
            ends_on: string | null;
            /**
             * @description Who brought it
             * @enum {string}
             */
            source: "roster" | "invite" | "hand";
            in_force: boolean;
        };
        /** @enum {string} */
        GuardianshipAct: "accept" | "confirm" | "decline" | "end" | "kind" | "consent" | "contact" | "dates";
        GuardianshipPerson: {
            person_id: components["schemas"]["Uuid"];
            display_name: string;
        };
        Guardianship: {
            guardianship_id: components["schemas"]["Uuid"];
            guardian: components["schemas"]["GuardianshipPerson"];
            child: components["schemas"]["GuardianshipPerson"];
            /** @description A Relation, or what a school system calls it: parent, relative, … */
            relation: string;
            /** @enum {string} */
            status: "pending" | "active" | "ended";
            /** @description By the guardian */
            accepted: boolean;
            /** @description By the school */
            confirmed: boolean;
            /**
             * @description Restricted by a court. Not shown to the child
             * @enum {string}
             */
            contact?: "allowed" | "restricted";
            /** @description null while nobody was asked. Not shown to the child */
            consent?: boolean | null;
            begins_on: string | null;
            /** @description The first day on which it holds no more */
            ends_on: string | null;
            /** @description What the asker may do */
            may: components["schemas"]["GuardianshipAct"][];
        };
        GuardianshipPatch: {
            /**
             * @description active: the guardian accepts, others confirm
             * @enum {string}
             */
            status?: "active" | "ended";
            relation?: components["schemas"]["Relation"];
            /** @enum {string} */
            contact?: "allowed" | "restricted";
            consent?: boolean | null;
            begins_on?: string | null;
            ends_on?: string | null;
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
        Date: string;
        /** @description Local to the time zone of the lesson */
        LocalTime: string;
        Clock: string;
        TimetablePerson: {
            id: components["schemas"]["Uuid"];
            name: string;
        };
        TimetablePlace: {
            id: components["schemas"]["Uuid"];
            title: string;
        };
        BellPeriod: {
            number: number;
            begins_at: components["schemas"]["Clock"];
            ends_at: components["schemas"]["Clock"];
        };
        DayOff: {
            title: string;
            begins_on: components["schemas"]["Date"];
            /** @description Exclusive */
            ends_on: components["schemas"]["Date"];
        };
        TermInput: {
            title: string;
            begins_on: components["schemas"]["Date"];
            /** @description Exclusive */
            ends_on: components["schemas"]["Date"];
            /**
             * @description 2: weeks A and B alternate, the first is A
             * @default 1
             * @enum {integer}
             */
            week_cycle: 1 | 2;
        };
        TimetableFrame: {
            school_id: components["schemas"]["Uuid"];
            time_zone: string;
            terms: {
                term_id: components["schemas"]["Uuid"];
                title: string;
                begins_on: components["schemas"]["Date"];
                ends_on: components["schemas"]["Date"];
                /** @enum {integer} */
                week_cycle: 1 | 2;
            }[];
            days_off: components["schemas"]["DayOff"][];
            periods: components["schemas"]["BellPeriod"][];
            locations: components["schemas"]["TimetablePlace"][];
            teachers: components["schemas"]["TimetablePerson"][];
            classes: components["schemas"]["TimetablePlace"][];
        };
        TimetableFramePatch: {
            terms?: components["schemas"]["TermInput"][];
            days_off?: components["schemas"]["DayOff"][];
            periods?: components["schemas"]["BellPeriod"][];
        };
        TimetableLesson: {
            lesson_id: components["schemas"]["Uuid"];
            recurrence_id: components["schemas"]["LocalTime"];
            sequence: number;
            title: string;
            /** Format: date-time */
            begins: string;
            /** Format: date-time */
            ends: string;
            /** @description In the time zone of the school */
            day: components["schemas"]["Date"];
            begins_at: components["schemas"]["Clock"];
            ends_at: components["schemas"]["Clock"];
            classes: components["schemas"]["TimetablePlace"][];
            teachers: components["schemas"]["TimetablePerson"][];
            location: components["schemas"]["TimetablePlace"] | null;
            note: string | null;
            cancelled: boolean;
            /** @enum {string} */
            phase: "over" | "now" | "next" | "later";
            change: components["schemas"]["LessonChange"] | null;
            may_change: boolean;
        };
        LessonChange: {
            cancelled: boolean;
            moved: boolean;
            relocated: boolean;
            substituted: boolean;
            retitled: boolean;
            was: {
                title: string;
                day: components["schemas"]["Date"];
                begins_at: components["schemas"]["Clock"];
                teachers: components["schemas"]["TimetablePerson"][];
                location: components["schemas"]["TimetablePlace"] | null;
            };
        };
        Timetable: {
            from: components["schemas"]["Date"];
            days: number;
            today: components["schemas"]["Date"];
            time_zone: string;
            /** @description Whether the asker administers the timetable */
            may_change: boolean;
            terms: components["schemas"]["TermInput"][];
            periods: components["schemas"]["BellPeriod"][];
            days_off: components["schemas"]["DayOff"][];
            lessons: components["schemas"]["TimetableLesson"][];
        };
        Lesson: {
            lesson_id: components["schemas"]["Uuid"];
            school_id: components["schemas"]["Uuid"];
            uid: string;
            title: string;
            starts_at: components["schemas"]["LocalTime"];
            time_zone: string;
            duration_minutes: number;
            rrule: string | null;
            exdates: components["schemas"]["LocalTime"][];
            class_ids: components["schemas"]["Uuid"][];
            teacher_ids: components["schemas"]["Uuid"][];
            location_id: string | null;
            note: string | null;
            /** @enum {string} */
            status: "confirmed" | "cancelled";
            sequence: number;
            overrides: {
                recurrence_id: components["schemas"]["LocalTime"];
                /** @enum {string} */
                status: "confirmed" | "cancelled";
                starts_at: string | null;
                duration_minutes: number | null;
                title: string | null;
                location_id: string | null;
                teacher_ids: components["schemas"]["Uuid"][] | null;
                note: string | null;
            }[];
        };
        WeeklyTime: {
            term_id: components["schemas"]["Uuid"];
            /** @description 1 is Monday */
            weekday: number;
            /** @enum {string|null} */
            week?: "A" | "B" | null;
            period: number;
        };
        LessonPatch: {
            title?: string;
            class_ids?: components["schemas"]["Uuid"][];
            teacher_ids?: components["schemas"]["Uuid"][];
            location?: string | null;
            note?: string | null;
            starts_at?: components["schemas"]["LocalTime"];
            /** @description By default that of the school */
            time_zone?: string;
            duration_minutes?: number;
            rrule?: string | null;
            exdates?: components["schemas"]["LocalTime"][];
            /** @description Instead of starts_at, duration_minutes and rrule */
            weekly?: components["schemas"]["WeeklyTime"];
            allow_conflicts?: boolean;
            /** @description The one that the asker has seen */
            sequence?: number;
        };
        /** @description Held either at `weekly` or at `starts_at` for `duration_minutes` */
        NewLesson: {
            school_id: components["schemas"]["Uuid"];
            title: string;
            class_ids: components["schemas"]["Uuid"][];
            teacher_ids?: components["schemas"]["Uuid"][];
            location?: string | null;
            note?: string | null;
            starts_at?: components["schemas"]["LocalTime"];
            time_zone?: string;
            duration_minutes?: number;
            rrule?: string | null;
            exdates?: components["schemas"]["LocalTime"][];
            weekly?: components["schemas"]["WeeklyTime"];
            /** @default false */
            allow_conflicts: boolean;
        };
        LessonOverride: {
            /** @enum {string} */
            status?: "confirmed" | "cancelled";
            starts_at?: components["schemas"]["LocalTime"] | null;
            duration_minutes?: number | null;
            title?: string | null;
            location?: string | null;
            teacher_ids?: components["schemas"]["Uuid"][] | null;
            note?: string | null;
            allow_conflicts?: boolean;
            sequence?: number;
            /**
             * @description Without it: this. following: this occurrence and all after it, which become a lesson of their own (or, if it is the first one, the lesson as a whole); cancelled ends the lesson before it. Null then means none for location and note, and unchanged for the rest
             * @enum {string}
             */
            scope?: "this" | "following";
        };
        TimetableImport: {
            /** @enum {string} */
            format: "ical" | "csv";
            /** @description Whose calendar it is (ical) */
            class_id?: components["schemas"]["Uuid"];
            /** @description Whose table it is (csv) */
            school_id?: components["schemas"]["Uuid"];
            /** @description Tells sources apart; by default the format */
            title?: string;
            text: string;
            time_zones?: components["schemas"]["TimeZoneAnswers"];
            /**
             * @description Cancel lessons of this source that are not in it any more
             * @default false
             */
            cancel_missing: boolean;
            /** @default false */
            apply: boolean;
        };
        ImportFinding: {
            /** @enum {string} */
            severity: "error" | "warning";
            code: string;
            place: string;
            message: string;
            more: number;
            /** @description The unknown time zone that is asked about */
            tzid?: string;
            /** @description The IANA zone that it seems to be */
            suggestion?: string;
        };
        TimetableSubscription: {
            subscription_id: components["schemas"]["Uuid"];
            class_id: components["schemas"]["Uuid"];
            title: string;
            /** @description The server; the whole address is often a secret and not shown again */
            host: string;
            every_minutes: number;
            /**
             * @description waiting: never fetched yet; asking: a time zone must be answered (time_zones); unconfirmed: it is empty or lost most lessons, which must be confirmed; whatever it is but current, the lessons are as they were
             * @enum {string}
             */
            state: "waiting" | "current" | "failing" | "asking" | "unconfirmed" | "paused";
            /** Format: date-time */
            fetched_at: string | null;
            /**
             * Format: date-time
             * @description When its lessons were last known to be up to date
             */
            current_at: string | null;
            /** Format: date-time */
            next_fetch_at: string | null;
            problem: null | {
                code: string;
                message: string;
                /** Format: date-time */
                since: string;
            };
            findings: components["schemas"]["ImportFinding"][];
        };
        NewTimetableSubscription: {
            class_id: components["schemas"]["Uuid"];
            /** @description https, http or webcal */
            url: string;
            /** @description By default the name of the server */
            title?: string;
            /** @default 30 */
            every_minutes: number;
            time_zones?: components["schemas"]["TimeZoneAnswers"];
        };
        TimetableSubscriptionPatch: {
            url?: string;
            every_minutes?: number;
            paused?: boolean;
            time_zones?: components["schemas"]["TimeZoneAnswers"];
            /** @description It is right that the calendar is empty or has lost lessons */
            confirm?: boolean;
        };
        /** @description How long before each lesson the bot reminds in the direct chat; null is off, as everybody begins */
        ReminderMinutes: number | null;
        /** @description IANA zones for the TZIDs that a finding asked about; remembered */
        TimeZoneAnswers: {
            [key: string]: string;
        };
        TimetableImportResult: {
            applied: boolean;
            findings: components["schemas"]["ImportFinding"][];
            added: number;
            changed: number;
            unchanged: number;
            /** @description Lessons of this source that are not in it any more */
            missing: number;
        };
        CalendarFeed: {
            feed_id: components["schemas"]["Uuid"];
            person_id?: components["schemas"]["Uuid"];
            class_id?: components["schemas"]["Uuid"];
            location_id?: components["schemas"]["Uuid"];
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            fetched_at: string | null;
        };
        /** @enum {string} */
        LessonProfile: "discussion" | "listen" | "test" | "broadcast";
        /**
         * @description Why somebody cannot enter. call.…: calls of two people, which the contact policy does not allow, the second adult is not there for, or quiet hours of the other keep from beginning. media_…: LiveKit is off, being prepared, or does not answer
         * @enum {string}
         */
        LessonRefusal: "lesson.closed" | "lesson.not_yours" | "lesson.locked" | "lesson.removed" | "lesson.parents" | "call.forbidden" | "call.alone" | "call.quiet" | "lesson.media_off" | "lesson.media_preparing" | "lesson.media_unavailable";
        /** @enum {string} */
        LessonSource: "microphone" | "camera" | "screen_share" | "screen_share_audio";
        /** @enum {string} */
        LessonRole: "teacher" | "pupil" | "viewer";
        LessonView: {
            room_id: components["schemas"]["RoomId"];
            class_id: components["schemas"]["Uuid"] | null;
            school_id: components["schemas"]["Uuid"] | null;
            /**
             * @description A meeting (staff room, parents’ chat) and a call (direct room of two people, perhaps with a second adult) are always open, have no session, and everybody in them publishes
             * @enum {unknown}
             */
            kind: "lesson" | "broadcast" | "meeting" | "call";
            media: {
                /** @enum {unknown} */
                status: "off" | "preparing" | "unavailable" | "ready";
                retry_after_seconds?: number;
            };
            /** @enum {unknown} */
            state: "closed" | "open";
            may: {
                enter: boolean;
                /** @description Open, change and end it, and act on others */
                run: boolean;
                publish: components["schemas"]["LessonSource"][];
            };
            /** @description Given when the asker may not enter */
            why_not: components["schemas"]["LessonRefusal"] | null;
            session: components["schemas"]["LessonSession"] | null;
            next: {
                title: string;
                /** Format: date-time */
                opens_at: string;
                /** Format: date-time */
                begins: string;
                /** Format: date-time */
                ends: string;
            } | null;
        };
        BroadcastQuestion: {
            question_id: components["schemas"]["Uuid"];
            text: string;
            /** @enum {string} */
            status: "waiting" | "approved" | "declined";
            /** @description The asker lets their name be said */
            named: boolean;
            /** @description The name was said */
            with_name: boolean;
            mine: boolean;
            asker: null | {
                person_id: components["schemas"]["Uuid"];
                display_name: string;
            };
            /** Format: date-time */
            asked_at: string;
        };
        Recording: {
            recording_id: components["schemas"]["Uuid"];
            title: string;
            /** Format: date-time */
            started_at: string;
            /** Format: date-time */
            stopped_at: string | null;
            /** Format: date-time */
            delete_at: string;
            deleted: boolean;
        };
        LessonSession: {
            id: components["schemas"]["Uuid"];
            title: string;
            profile: components["schemas"]["LessonProfile"];
            locked: boolean;
            lobby: boolean;
            spotlight: components["schemas"]["UserId"] | null;
            /** Format: date-time */
            opens_at: string;
            /** Format: date-time */
            begins: string;
            /** Format: date-time */
            ends: string;
            /** Format: date-time */
            closes_at: string;
            by_hand: boolean;
            /** @description Who enters is recorded; show it before and all the time */
            recording?: null | {
                /** Format: date-time */
                since: string;
            };
            /** @description The broadcast for many viewers */
            hls_url?: string | null;
            /** @description Pupils wait until a teacher has come */
            waiting_for_teacher: boolean;
            groups: components["schemas"]["LessonGroup"][];
            /** @description Only for those who may run it */
            seats?: components["schemas"]["LessonSeat"][];
        };
        LessonGroup: {
            n: number;
            title: string;
            user_ids: components["schemas"]["UserId"][];
        };
        LessonSeat: {
            user_id: components["schemas"]["UserId"];
            person_id: components["schemas"]["Uuid"];
            role: components["schemas"]["LessonRole"];
            /** @description Connected now */
            here: boolean;
            /** @description In the lobby */
            waiting: boolean;
            admitted: boolean;
            /** @description null means as the profile says */
            may_speak: boolean | null;
            /** @description null means as the profile says */
            may_show: boolean | null;
            removed: boolean;
            hand_raised: boolean;
        };
        LessonTicket: {
            /** @description WebSocket address of LiveKit */
            url: string;
            jwt: string;
            /** @description Of the participant in LiveKit */
            identity: string;
            /** @description Of the room in LiveKit */
            room_name: string;
        };
        AuditPage: {
            entries: components["schemas"]["AuditEntry"][];
            people: components["schemas"]["Names"];
            /** @description For `before` of the next page; null on the last */
            next_before: number | null;
        };
        AuditEntry: {
            /** @description Its place in the chain */
            seq: number;
            /** Format: date-time */
            at: string;
            action: string;
            /** @description The action in words */
            text: string;
            /** @description null for an operator or Parta itself */
            actor_id: components["schemas"]["Uuid"] | null;
            details: {
                [key: string]: string | number | boolean | null;
            };
            hash: string;
        };
        AuditVerification: {
            /** Format: date-time */
            verified_at: string;
            /** @description How many there are; the number of the newest */
            entries: number;
            /** @description Nothing in it: every entry is as it was written */
            faults: {
                /** @description The first bad entry */
                seq: number;
                /** @enum {string} */
                kind: "tampered" | "cut" | "reordered" | "relinked" | "missing_tail" | "rewritten";
            }[];
        };
        /** @description About person_id, or room_id, or room_id and event_id */
        NewReport: {
            room_id?: components["schemas"]["RoomId"];
            event_id?: string;
            person_id?: components["schemas"]["Uuid"];
            reason?: string;
            idempotency_key: components["schemas"]["IdempotencyKey"];
        };
        ReportReceipt: {
            /** @description What the bot and those who handle it call the case */
            number: string;
            /**
             * Format: date-time
             * @description By when somebody is to look at it
             */
            deadline_at: string;
        };
        MyReports: {
            reports: components["schemas"]["MyReport"][];
            decisions: components["schemas"]["DecisionAboutMe"][];
        };
        MyReport: {
            number: string;
            /** @enum {string} */
            kind: "message" | "room" | "person";
            /** @description What the asker wrote */
            reason: string;
            /** Format: date-time */
            at: string;
            /** Format: date-time */
            deadline_at: string;
            /** @enum {string} */
            outcome: "waiting" | "upheld" | "dismissed";
            /** @description What was said about the outcome */
            text: string;
        };
        DecisionAboutMe: {
            case_id: components["schemas"]["Uuid"];
            number: string;
            /** Format: date-time */
            at: string;
            /** @enum {string} */
            state: "decided" | "appealed" | "confirmed" | "overturned";
            /** @description What was said */
            text: string;
            /** @description By the step `appeal` of the case */
            may_appeal: boolean;
            /** Format: date-time */
            appeal_until: string;
        };
        /** @enum {string} */
        CaseState: "open" | "decided" | "appealed" | "closed";
        Case: {
            case_id: components["schemas"]["Uuid"];
            school_id: components["schemas"]["Uuid"];
            class_id: components["schemas"]["Uuid"] | null;
            class_title: string | null;
            /** @enum {string} */
            kind: "message" | "room" | "person";
            room_id: string | null;
            event_id: string | null;
            person_id: components["schemas"]["Uuid"] | null;
            user_id: string | null;
            state: components["schemas"]["CaseState"];
            /** @description Whether a rule was broken; null until it is decided */
            upheld: boolean | null;
            assignee_id: components["schemas"]["Uuid"] | null;
            /** Format: date-time */
            deadline_at: string;
            has_evidence: boolean;
            /** Format: date-time */
            created_at: string;
        };
        /** @description Display names of persons by id, as the register has them now */
        Names: {
            [key: string]: string;
        };
        /** @enum {string} */
        CaseAction: "assign" | "redact" | "mute" | "remove" | "warn" | "talk" | "uphold" | "dismiss" | "appeal" | "confirm" | "overturn" | "ask" | "allow";
        CaseView: {
            case: components["schemas"]["Case"];
            people: components["schemas"]["Names"];
            /** @description What the asker may do in it now */
            may: components["schemas"]["CaseAction"][];
            /** @description Whether the asker may read what is sealed now */
            may_read: boolean;
            reports: {
                reporter_id: components["schemas"]["Uuid"] | null;
                reason: string;
                /** Format: date-time */
                at: string;
            }[];
            steps: {
                /** Format: date-time */
                at: string;
                actor_id: components["schemas"]["Uuid"] | null;
                action: string;
                text: string;
            }[];
            /** @description Requests to read what is sealed */
            access: {
                access_id: components["schemas"]["Uuid"];
                asked_by: components["schemas"]["Uuid"];
                reason: string;
                allowed_by: components["schemas"]["Uuid"] | null;
                /** Format: date-time */
                expires_at: string | null;
            }[];
        };
        NewCaseStep: {
            /** @description redact, mute, remove, warn, talk and assign while it is open; uphold or dismiss decide; appeal is for the person concerned; confirm or overturn decide about that, by somebody else; ask for access to what is sealed, and allow, by another administrator */
            action: components["schemas"]["CaseAction"];
            /** @description Of mute and remove */
            seconds?: number;
            /** @description The reason, or what to tell */
            text?: string;
            person_id?: components["schemas"]["Uuid"];
            access_id?: components["schemas"]["Uuid"];
            idempotency_key: components["schemas"]["IdempotencyKey"];
        };
        Evidence: {
            /** Format: date-time */
            taken_at: string;
            room_id: components["schemas"]["RoomId"];
            messages: {
                event_id: string;
                type: string;
                sender: string;
                content: {
                    [key: string]: unknown;
                };
                /** Format: date-time */
                at: string;
            }[];
        };
        /** @enum {string} */
        RestrictionKind: "lock" | "slow" | "mute" | "removal" | "join_pause";
        Restriction: {
            kind: components["schemas"]["RestrictionKind"];
            person_id: components["schemas"]["Uuid"] | null;
            /** @description An account of the person */
            user_id: string | null;
            name: string | null;
            /** @description The name of who restricts */
            created_by: string | null;
            seconds: number | null;
            /** Format: date-time */
            begins_at: string;
            /** Format: date-time */
            until: string | null;
        };
        NewRestriction: {
            kind: components["schemas"]["RestrictionKind"];
            /** @description Until it is ended if not given */
            for_seconds?: number;
            /** @description Of slow mode */
            seconds?: number;
            user_id?: components["schemas"]["UserId"];
            idempotency_key: components["schemas"]["IdempotencyKey"];
        };
        EventId: string;
        PollAnswerText: string;
        NewPoll: {
            question: string;
            answers: components["schemas"]["PollAnswerText"][];
            /** @default 1 */
            max_selections: number;
            /**
             * @description Whether the numbers show before the end
             * @default true
             */
            disclosed: boolean;
            /**
             * @description Votes come to Parta alone
             * @default false
             */
            anonymous: boolean;
            per?: components["schemas"]["PollVoice"];
            /** @description When Parta ends it, in UTC */
            closes_at?: string;
            idempotency_key: components["schemas"]["IdempotencyKey"];
        };
        /**
         * @description Whose vote counts once; a child's is given by any guardian
         * @enum {string}
         */
        PollVoice: "person" | "child";
        PollVote: {
            answers: string[];
        };
        Poll: {
            question: string;
            answers: {
                id: string;
                text: string;
                /** @description Null while nobody is to know */
                votes: number | null;
            }[];
            max_selections: number;
            disclosed: boolean;
            anonymous: boolean;
            per: components["schemas"]["PollVoice"];
            author: components["schemas"]["UserId"];
            /** Format: date-time */
            closes_at: string | null;
            /** Format: date-time */
            ended_at: string | null;
            /** @description People, or children */
            voters: number;
            /** @description What the asker chose in an anonymous poll that goes on */
            mine: string[];
            may_manage: boolean;
            /** @description Who has not voted, for those who manage it; null where nobody is expected by name */
            missing: {
                person_id: components["schemas"]["Uuid"];
                display_name: string;
            }[] | null;
        };
        /** @enum {string} */
        AttendanceStatus: "present" | "late" | "absent" | "excused";
        AttendanceSession: {
            id: components["schemas"]["Uuid"];
            title: string;
            /** Format: date-time */
            begins: string;
            /** Format: date-time */
            ends: string;
            present: number;
            late: number;
            absent: number;
            excused: number;
        };
        PersonAttendance: {
            id: components["schemas"]["Uuid"];
            class_id: components["schemas"]["Uuid"];
            class_title: string;
            title: string;
            /** Format: date-time */
            begins: string;
            /** Format: date-time */
            ends: string;
            status: components["schemas"]["AttendanceStatus"];
            /** @description Full minutes in the lesson */
            minutes: number;
        };
        Attendance: {
            session: components["schemas"]["AttendanceSession"];
            people: components["schemas"]["AttendancePerson"][];
        };
        AttendancePerson: {
            person_id: components["schemas"]["Uuid"];
            display_name: string;
            role: components["schemas"]["LessonRole"];
            status: components["schemas"]["AttendanceStatus"];
            /** Format: date-time */
            first_joined: string | null;
            /**
             * Format: date-time
             * @description null also while they are there
             */
            last_left: string | null;
            /** @description Full minutes in the lesson */
            minutes: number;
            note: string | null;
            /** @description Display name; there when somebody corrected it */
            corrected_by?: string;
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
        LessonId: components["schemas"]["Uuid"];
        RoomId: components["schemas"]["RoomId"];
        EventId: components["schemas"]["EventId"];
        CaseId: components["schemas"]["Uuid"];
        SessionId: components["schemas"]["Uuid"];
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
                    device_key?: components["schemas"]["DeviceKey"];
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
                    reminder_minutes?: components["schemas"]["ReminderMinutes"];
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
    readAudit: {
        parameters: {
            query?: {
                school_id?: components["schemas"]["Uuid"];
                /** @description Only entries before this one */
                before?: number;
                limit?: number;
                /** @description An action, e.g. invite.create, or all of a subject, e.g. invite */
                action?: string;
                /** @description Who did it or whom it was done to */
                person_id?: components["schemas"]["Uuid"];
                from?: string;
                until?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of the log */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPage"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    verifyAudit: {
        parameters: {
            query?: {
                school_id?: components["schemas"]["Uuid"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was found */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditVerification"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    exportAudit: {
        parameters: {
            query?: {
                school_id?: components["schemas"]["Uuid"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The log */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/jsonl": string;
                };
            };
            default: components["responses"]["Error"];
        };
    };
    createReport: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewReport"];
            };
        };
        responses: {
            /** @description Taken */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReportReceipt"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listMyReports: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Reports and decisions */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MyReports"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listCases: {
        parameters: {
            query?: {
                state?: components["schemas"]["CaseState"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Cases */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        cases: components["schemas"]["Case"][];
                        people: components["schemas"]["Names"];
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getCase: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case_id: components["parameters"]["CaseId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The case */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseView"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    takeCaseStep: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case_id: components["parameters"]["CaseId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewCaseStep"];
            };
        };
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
    readEvidence: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case_id: components["parameters"]["CaseId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The evidence */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Evidence"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listRestrictions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room_id: components["parameters"]["RoomId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Restrictions */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        kind: components["schemas"]["RoomKind"];
                        class_id: components["schemas"]["Uuid"] | null;
                        restrictions: components["schemas"]["Restriction"][];
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    restrictRoom: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room_id: components["parameters"]["RoomId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewRestriction"];
            };
        };
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
    liftRestriction: {
        parameters: {
            query: {
                kind: components["schemas"]["RestrictionKind"];
                user_id?: components["schemas"]["UserId"];
            };
            header?: never;
            path: {
                room_id: components["parameters"]["RoomId"];
            };
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
                    device_key?: components["schemas"]["DeviceKey"];
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
    listContacts: {
        parameters: {
            query?: {
                /** @description Words that the name has to contain */
                search?: string;
                /** @description `next` of the page before */
                after?: components["schemas"]["Uuid"];
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description People */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contacts"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listDirectRooms: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Direct rooms, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        rooms: components["schemas"]["MyDirectRoom"][];
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    openDirectRoom: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ContactTarget"];
            };
        };
        responses: {
            /** @description The room */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DirectRoom"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    nameSecondAdult: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room_id: components["parameters"]["RoomId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ContactTarget"];
            };
        };
        responses: {
            /** @description The room */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DirectRoom"];
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
                    /** @description The pupil of the class whose guardian it makes; for the role parent. Without it the configuration must allow links for all parents of a class */
                    child_id?: components["schemas"]["Uuid"];
                    /** @description By default 40, with a child 3 */
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
                    device_key?: components["schemas"]["DeviceKey"];
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
    listRoles: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                person_id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description By school and class */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        roles: components["schemas"]["HeldRole"][];
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    giveRole: {
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
                "application/json": components["schemas"]["NewRole"];
            };
        };
        responses: {
            /** @description By school and class */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        roles: components["schemas"]["HeldRole"][];
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    endRole: {
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
                "application/json": components["schemas"]["RoleAt"];
            };
        };
        responses: {
            /** @description By school and class */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        roles: components["schemas"]["HeldRole"][];
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    movePupil: {
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
                    to_class_id: components["schemas"]["Uuid"];
                    /** @description Needed for a pupil of several classes */
                    from_class_id?: components["schemas"]["Uuid"];
                };
            };
        };
        responses: {
            /** @description By school and class */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        roles: components["schemas"]["HeldRole"][];
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listMyGuardianships: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Those that wait first, then by name */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        guardianships: components["schemas"]["Guardianship"][];
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    createGuardianInvite: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
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
    listClassGuardianships: {
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
            /** @description Those that wait first, then by name */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        guardianships: components["schemas"]["Guardianship"][];
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    proposeGuardianship: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    guardian_id: components["schemas"]["Uuid"];
                    child_id: components["schemas"]["Uuid"];
                    relation?: components["schemas"]["Relation"];
                };
            };
        };
        responses: {
            /** @description The guardianship */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Guardianship"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    updateGuardianship: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                guardianship_id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GuardianshipPatch"];
            };
        };
        responses: {
            /** @description The guardianship afterwards */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Guardianship"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getTimetable: {
        parameters: {
            query?: {
                person_id?: components["schemas"]["Uuid"];
                class_id?: components["schemas"]["Uuid"];
                location_id?: components["schemas"]["Uuid"];
                /** @description By default today */
                from?: components["schemas"]["Date"];
                days?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Lessons in order of time, cancelled ones too */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Timetable"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    createLesson: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewLesson"];
            };
        };
        responses: {
            /** @description The lesson */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lesson"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getLesson: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                lesson_id: components["parameters"]["LessonId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The lesson */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lesson"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    cancelLesson: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                lesson_id: components["parameters"]["LessonId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The lesson afterwards */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lesson"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    updateLesson: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                lesson_id: components["parameters"]["LessonId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LessonPatch"];
            };
        };
        responses: {
            /** @description The lesson afterwards */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lesson"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    restoreLesson: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                lesson_id: components["parameters"]["LessonId"];
                recurrence_id: components["schemas"]["LocalTime"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The lesson afterwards */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lesson"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    overrideLesson: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                lesson_id: components["parameters"]["LessonId"];
                recurrence_id: components["schemas"]["LocalTime"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LessonOverride"];
            };
        };
        responses: {
            /** @description The lesson afterwards; with scope following the one that has the occurrence now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lesson"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getTimetableFrame: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                school_id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The frame */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TimetableFrame"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    updateTimetableFrame: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                school_id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TimetableFramePatch"];
            };
        };
        responses: {
            /** @description The frame afterwards */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TimetableFrame"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    importTimetable: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TimetableImport"];
            };
        };
        responses: {
            /** @description What was understood, and what changes; with errors nothing is applied */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TimetableImportResult"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listTimetableSubscriptions: {
        parameters: {
            query: {
                school_id: components["schemas"]["Uuid"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description By title */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        subscriptions: components["schemas"]["TimetableSubscription"][];
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    createTimetableSubscription: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewTimetableSubscription"];
            };
        };
        responses: {
            /** @description The subscription */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TimetableSubscription"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    endTimetableSubscription: {
        parameters: {
            query?: {
                lessons?: "keep" | "cancel";
            };
            header?: never;
            path: {
                subscription_id: components["schemas"]["Uuid"];
            };
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
    updateTimetableSubscription: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                subscription_id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TimetableSubscriptionPatch"];
            };
        };
        responses: {
            /** @description The subscription afterwards */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TimetableSubscription"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listFeeds: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Feeds, oldest first; their addresses are not kept */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        feeds: components["schemas"]["CalendarFeed"][];
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    createFeed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    person_id?: components["schemas"]["Uuid"];
                    class_id?: components["schemas"]["Uuid"];
                    location_id?: components["schemas"]["Uuid"];
                };
            };
        };
        responses: {
            /** @description The feed; its secret address is shown only now */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        feed: components["schemas"]["CalendarFeed"];
                        url: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    revokeFeed: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                feed_id: components["schemas"]["Uuid"];
            };
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
    getCalendar: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                calendar: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The calendar */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/calendar": string;
                };
            };
            /** @description Not changed since the ETag that was sent */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
    getRoomLesson: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room_id: components["parameters"]["RoomId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The lesson as the asker sees it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LessonView"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    openRoomLesson: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room_id: components["parameters"]["RoomId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    title?: string;
                    /** @default 45 */
                    minutes?: number;
                    profile?: components["schemas"]["LessonProfile"];
                };
            };
        };
        responses: {
            /** @description The lesson */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LessonView"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    endRoomLesson: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room_id: components["parameters"]["RoomId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The room afterwards */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LessonView"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    updateRoomLesson: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room_id: components["parameters"]["RoomId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    profile?: components["schemas"]["LessonProfile"];
                    /** @description Nobody new comes in */
                    locked?: boolean;
                    /** @description Who comes waits until they are admitted */
                    lobby?: boolean;
                    /** @description Who is shown large to everybody */
                    spotlight?: components["schemas"]["UserId"] | null;
                    prolong_minutes?: number;
                };
            };
        };
        responses: {
            /** @description The lesson */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LessonView"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    startRecording: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room_id: components["parameters"]["RoomId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The lesson */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LessonView"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    stopRecording: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room_id: components["parameters"]["RoomId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The lesson */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LessonView"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    startStream: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room_id: components["parameters"]["RoomId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The lesson */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LessonView"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listRecordings: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room_id: components["parameters"]["RoomId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Recordings */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        recordings: components["schemas"]["Recording"][];
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    deleteRecording: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                recording_id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
    readRecording: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                recording_id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The film */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "video/mp4": string;
                };
            };
            default: components["responses"]["Error"];
        };
    };
    createPoll: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room_id: components["parameters"]["RoomId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPoll"];
            };
        };
        responses: {
            /** @description The poll comes into the room */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
    getPoll: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room_id: components["parameters"]["RoomId"];
                event_id: components["parameters"]["EventId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The poll */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Poll"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    votePoll: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room_id: components["parameters"]["RoomId"];
                event_id: components["parameters"]["EventId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PollVote"];
            };
        };
        responses: {
            /** @description What counts now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PollVote"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    endPoll: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room_id: components["parameters"]["RoomId"];
                event_id: components["parameters"]["EventId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It ends in a moment */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
    exportPoll: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room_id: components["parameters"]["RoomId"];
                event_id: components["parameters"]["EventId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The table */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listQuestions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room_id: components["parameters"]["RoomId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Questions, oldest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        questions: components["schemas"]["BroadcastQuestion"][];
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    askQuestion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room_id: components["parameters"]["RoomId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    text: string;
                    /**
                     * @description The asker lets their name be said
                     * @default false
                     */
                    named?: boolean;
                };
            };
        };
        responses: {
            /** @description The question */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BroadcastQuestion"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    decideQuestion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room_id: components["parameters"]["RoomId"];
                question_id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    status: "approved" | "declined";
                    /**
                     * @description Says the name too; only if the asker lets it be said
                     * @default false
                     */
                    with_name?: boolean;
                };
            };
        };
        responses: {
            /** @description The question afterwards */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BroadcastQuestion"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    takeLessonSeat: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room_id: components["parameters"]["RoomId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Of the Matrix session */
                    device_id: string;
                    /** @description Number of a breakout group */
                    group?: number;
                };
            };
        };
        responses: {
            /** @description Where to go and with what */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LessonTicket"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    muteInLesson: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room_id: components["parameters"]["RoomId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description null means every pupil */
                    user_id: components["schemas"]["UserId"] | null;
                    /** @enum {unknown} */
                    source: "microphone" | "camera" | "screen_share";
                };
            };
        };
        responses: {
            /** @description Muted */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
    updateLessonSeat: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room_id: components["parameters"]["RoomId"];
                user_id: components["schemas"]["UserId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    admitted?: boolean;
                    /** @description null means as the profile says */
                    may_speak?: boolean | null;
                    /** @description null means as the profile says */
                    may_show?: boolean | null;
                    removed?: boolean;
                };
            };
        };
        responses: {
            /** @description The seat afterwards */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LessonSeat"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    lowerHands: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room_id: components["parameters"]["RoomId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    user_id: components["schemas"]["UserId"] | null;
                };
            };
        };
        responses: {
            /** @description Lowered */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
    setLessonGroups: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room_id: components["parameters"]["RoomId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    groups: {
                        title: string;
                        user_ids: components["schemas"]["UserId"][];
                    }[];
                };
            };
        };
        responses: {
            /** @description The lesson */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LessonView"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listAttendance: {
        parameters: {
            query?: {
                /** @description First day. By default four weeks before `to` */
                from?: components["schemas"]["Date"];
                /** @description Last day. By default today */
                to?: components["schemas"]["Date"];
            };
            header?: never;
            path: {
                class_id: components["parameters"]["ClassId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Lessons */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        sessions: components["schemas"]["AttendanceSession"][];
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listPersonAttendance: {
        parameters: {
            query?: {
                /** @description First day. By default four weeks before `to` */
                from?: components["schemas"]["Date"];
                /** @description Last day. By default today */
                to?: components["schemas"]["Date"];
            };
            header?: never;
            path: {
                person_id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Lessons */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        sessions: components["schemas"]["PersonAttendance"][];
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getAttendance: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session_id: components["parameters"]["SessionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Pupils by name, then the others who were there */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Attendance"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    exportAttendance: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session_id: components["parameters"]["SessionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The table */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            default: components["responses"]["Error"];
        };
    };
    correctAttendance: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session_id: components["parameters"]["SessionId"];
                person_id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    status?: components["schemas"]["AttendanceStatus"] | null;
                    note?: string | null;
                };
            };
        };
        responses: {
            /** @description The pupil afterwards */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AttendancePerson"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listPosts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description In the order of sending */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        posts: components["schemas"]["Post"][];
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    createPost: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPost"];
            };
        };
        responses: {
            /** @description It waits */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Post"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    changePost: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                post_id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PostText"];
            };
        };
        responses: {
            /** @description It waits */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Post"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    cancelPost: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                post_id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is not sent */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
    getRoomQuiet: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room_id: components["parameters"]["RoomId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The room */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoomQuiet"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getMyQuietHours: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The asker's quiet hours */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MyQuietHours"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    leaveQuietHours: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MyQuietHoursChange"];
            };
        };
        responses: {
            /** @description The asker's quiet hours */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MyQuietHours"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getQuietPosting: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                school_id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuietPosting"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    setQuietPosting: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                school_id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["QuietPosting"];
            };
        };
        responses: {
            /** @description The rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuietPosting"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getContactMatrix: {
        parameters: {
            query?: {
                school_id?: components["schemas"]["Uuid"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The matrix */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContactMatrix"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    setContactMatrix: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ContactMatrixChange"];
            };
        };
        responses: {
            /** @description The matrix afterwards */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContactMatrix"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    simulateContactMatrix: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ContactMatrixChange"];
            };
        };
        responses: {
            /** @description What would change */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContactSimulation"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    explainContact: {
        parameters: {
            query?: {
                from?: components["schemas"]["UserId"];
                to?: components["schemas"]["UserId"];
                user_id?: components["schemas"]["UserId"];
                room_id?: components["schemas"]["RoomId"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The explanation; `contact` or `room`, as was asked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        contact?: components["schemas"]["ContactExplanation"];
                        room?: components["schemas"]["RoomExplanation"];
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getQuietHours: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                school_id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The lines */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuietHoursList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    setQuietHours: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                school_id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["QuietHoursList"];
            };
        };
        responses: {
            /** @description The lines afterwards */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuietHoursList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    setPersonAge: {
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
                    of_age_from: string | null;
                };
            };
        };
        responses: {
            /** @description Noted */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
    createUpload: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewUpload"];
            };
        };
        responses: {
            /** @description Where the bytes go; size, quota and rights are checked already */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        upload_id: components["schemas"]["Uuid"];
                        document_id: components["schemas"]["Uuid"];
                        /** @description For HEAD, PATCH and DELETE, as tus has them */
                        url: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    cancelUpload: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                upload_id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Nothing is left of it */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
    getUploadOffset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                upload_id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description In the headers */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
    continueUpload: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                upload_id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/offset+octet-stream": string;
            };
        };
        responses: {
            /** @description The new offset is in `Upload-Offset` */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
    listClassDocuments: {
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
            /** @description By folder and name */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listMyDocuments: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description By folder and name */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getDocument: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                document_id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The document */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Document"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    deleteDocument: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                document_id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
    updateDocument: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                document_id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DocumentPatch"];
            };
        };
        responses: {
            /** @description The document */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Document"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    readDocument: {
        parameters: {
            query?: {
                version?: number;
            };
            header?: never;
            path: {
                document_id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The content */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": string;
                };
            };
            default: components["responses"]["Error"];
        };
    };
    readThumbnail: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                document_id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The picture */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/webp": string;
                };
            };
            default: components["responses"]["Error"];
        };
    };
    createTicket: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                document_id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewTicket"];
            };
        };
        responses: {
            /** @description The address; who lost the right meanwhile gets nothing there */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ticket"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    readByTicket: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ticket: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The content */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": string;
                };
            };
            default: components["responses"]["Error"];
        };
    };
    shareDocument: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                document_id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    room_id: components["schemas"]["RoomId"];
                    expires_in_seconds: number;
                };
            };
        };
        responses: {
            /** @description The link, shown only now */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        share: components["schemas"]["DocumentShare"];
                        url: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    revokeShare: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                share_id: components["schemas"]["Uuid"];
            };
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
    openShared: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    token: string;
                    /** @default false */
                    inline?: boolean;
                };
            };
        };
        responses: {
            /** @description The document and where to read it once */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        name: string;
                        size: number;
                        content_type: string;
                        ticket: components["schemas"]["Ticket"];
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listClassTasks: {
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
            /** @description Those that are due next first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        tasks: components["schemas"]["Task"][];
                        may_set: boolean;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    createTask: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                class_id: components["parameters"]["ClassId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    title: components["schemas"]["TaskTitle"];
                    instructions?: components["schemas"]["TaskInstructions"];
                    due_at?: components["schemas"]["TaskDue"];
                };
            };
        };
        responses: {
            /** @description The task */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listMyTasks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Those that are due next first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        tasks: components["schemas"]["Task"][];
                        may_set: boolean;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getTask: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                task_id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The task */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    deleteTask: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                task_id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Taken back */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
    updateTask: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                task_id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    title?: components["schemas"]["TaskTitle"];
                    instructions?: components["schemas"]["TaskInstructions"];
                    due_at?: components["schemas"]["TaskDue"];
                };
            };
        };
        responses: {
            /** @description The task */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    returnWork: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                task_id: components["schemas"]["Uuid"];
                pupil_id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    comment: string;
                };
            };
        };
        responses: {
            /** @description The task */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
}

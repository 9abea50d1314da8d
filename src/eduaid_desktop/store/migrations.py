"""The steps that brought the office file to its present shape.

Append only. A step is literal SQL and imports nothing of ours, so that it does in ten years what it does
today. Every new step needs tests/data/office_v<N>.eduaid written by the version before it, and a test.
"""

from typing import TYPE_CHECKING

from sqlite_utils.migrations import Migrations

if TYPE_CHECKING:
    from sqlite_utils import Database

STEPS = Migrations("eduaid")


@STEPS()
def step_1_first_release(db: "Database") -> None:
    """Everything the first release keeps."""
    _run(
        db,
        """
        CREATE TABLE change (
            id INTEGER PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL, sentence TEXT NOT NULL,
            undoes INTEGER REFERENCES change(id), final INTEGER NOT NULL DEFAULT 0,
            previous_hash TEXT NOT NULL, hash TEXT NOT NULL) STRICT;
        CREATE TABLE change_log (
            id INTEGER PRIMARY KEY, change_id INTEGER NOT NULL REFERENCES change(id),
            table_name TEXT NOT NULL, row_id INTEGER NOT NULL, action TEXT NOT NULL,
            before TEXT, after TEXT) STRICT;
        CREATE INDEX change_log_row ON change_log(table_name, row_id);
        CREATE INDEX change_log_change ON change_log(change_id);
        CREATE TABLE draft (key TEXT PRIMARY KEY, content TEXT NOT NULL, at TEXT NOT NULL) STRICT;
        CREATE TABLE serial (name TEXT PRIMARY KEY, last INTEGER NOT NULL) STRICT;
        CREATE TABLE search_key (key TEXT NOT NULL, person_id INTEGER NOT NULL,
            PRIMARY KEY (key, person_id)) STRICT, WITHOUT ROWID;
        CREATE INDEX search_key_person ON search_key(person_id);

        CREATE TABLE office (
            id INTEGER PRIMARY KEY CHECK (id = 1), revision INTEGER NOT NULL DEFAULT 1,
            withdrawn INTEGER NOT NULL DEFAULT 0, name TEXT NOT NULL, code TEXT NOT NULL,
            level TEXT NOT NULL CHECK (level IN ('township', 'county')), county TEXT NOT NULL,
            county_code TEXT NOT NULL, fixed_date TEXT) STRICT;
        CREATE TABLE organisation (
            id INTEGER PRIMARY KEY, revision INTEGER NOT NULL DEFAULT 1, withdrawn INTEGER NOT NULL DEFAULT 0,
            role TEXT NOT NULL, name TEXT NOT NULL, valid_from TEXT NOT NULL DEFAULT '',
            valid_to TEXT NOT NULL DEFAULT '') STRICT;
        CREATE TABLE setting (
            id INTEGER PRIMARY KEY, revision INTEGER NOT NULL DEFAULT 1, withdrawn INTEGER NOT NULL DEFAULT 0,
            key TEXT NOT NULL, value TEXT NOT NULL, valid_from TEXT NOT NULL DEFAULT '',
            UNIQUE (key, valid_from)) STRICT;
        CREATE TABLE region (
            id INTEGER PRIMARY KEY, revision INTEGER NOT NULL DEFAULT 1, withdrawn INTEGER NOT NULL DEFAULT 0,
            code TEXT NOT NULL UNIQUE, name TEXT NOT NULL, name_bo TEXT, level TEXT NOT NULL, parent TEXT,
            provisional INTEGER NOT NULL DEFAULT 0,
            valid_from TEXT NOT NULL DEFAULT '', valid_to TEXT NOT NULL DEFAULT '', successor TEXT) STRICT;
        CREATE TABLE school (
            id INTEGER PRIMARY KEY, revision INTEGER NOT NULL DEFAULT 1, withdrawn INTEGER NOT NULL DEFAULT 0,
            code TEXT, name TEXT NOT NULL, former_names TEXT NOT NULL DEFAULT '', kind TEXT,
            place TEXT, region TEXT, ownership TEXT, contact TEXT) STRICT;
        CREATE UNIQUE INDEX school_name ON school(name) WHERE withdrawn = 0;

        CREATE TABLE household (
            id INTEGER PRIMARY KEY, revision INTEGER NOT NULL DEFAULT 1, withdrawn INTEGER NOT NULL DEFAULT 0,
            household_number TEXT, head_name TEXT, head_id_number TEXT,
            village TEXT REFERENCES region(code), group_name TEXT, address TEXT, population INTEGER,
            annual_income INTEGER, per_capita_income INTEGER, cause TEXT, low_income TEXT,
            relocation INTEGER, phone TEXT, remark TEXT) STRICT;
        CREATE UNIQUE INDEX household_household_number ON household(household_number) WHERE withdrawn = 0;
        CREATE INDEX household_village ON household(village);
        CREATE TABLE household_status (
            id INTEGER PRIMARY KEY, revision INTEGER NOT NULL DEFAULT 1, withdrawn INTEGER NOT NULL DEFAULT 0,
            household_id INTEGER NOT NULL REFERENCES household(id), household_type TEXT NOT NULL,
            poverty_attribute TEXT, exit_year INTEGER, monitor_kind TEXT,
            valid_from TEXT NOT NULL DEFAULT '', valid_to TEXT NOT NULL DEFAULT '', source TEXT) STRICT;
        CREATE INDEX household_status_household ON household_status(household_id);
        CREATE TABLE person (
            id INTEGER PRIMARY KEY, revision INTEGER NOT NULL DEFAULT 1, withdrawn INTEGER NOT NULL DEFAULT 0,
            name TEXT NOT NULL, name_bo TEXT, former_name TEXT, id_type TEXT, id_number TEXT,
            no_id_reason TEXT, student_number TEXT, sex TEXT, birth_date TEXT, ethnic TEXT,
            village TEXT REFERENCES region(code), group_name TEXT, address TEXT,
            household_id INTEGER REFERENCES household(id), relation_to_head TEXT, person_number TEXT,
            political_status TEXT, education TEXT, student_state TEXT, health TEXT, labour TEXT,
            disability_number TEXT, disability_kind TEXT, guardian_name TEXT, guardian_relation TEXT,
            guardian_id_number TEXT, phone TEXT, death_date TEXT, remark TEXT) STRICT;
        CREATE UNIQUE INDEX person_id_number ON person(id_number)
            WHERE id_number IS NOT NULL AND withdrawn = 0;
        CREATE INDEX person_student_number ON person(student_number) WHERE student_number IS NOT NULL;
        CREATE INDEX person_household ON person(household_id) WHERE household_id IS NOT NULL;
        CREATE TABLE enrolment (
            id INTEGER PRIMARY KEY, revision INTEGER NOT NULL DEFAULT 1, withdrawn INTEGER NOT NULL DEFAULT 0,
            person_id INTEGER NOT NULL REFERENCES person(id), term TEXT NOT NULL,
            school_id INTEGER NOT NULL REFERENCES school(id), student_number TEXT, stage TEXT NOT NULL,
            grade TEXT, class_name TEXT, admission_month TEXT, place TEXT, boarding INTEGER, placement TEXT,
            registered_poor INTEGER, major TEXT, current INTEGER NOT NULL DEFAULT 1, remark TEXT) STRICT;
        CREATE UNIQUE INDEX enrolment_person_id_term_school_id ON enrolment(person_id, term, school_id) WHERE withdrawn = 0;
        CREATE INDEX enrolment_term ON enrolment(term, school_id);

        CREATE TABLE aid (
            id INTEGER PRIMARY KEY, revision INTEGER NOT NULL DEFAULT 1, withdrawn INTEGER NOT NULL DEFAULT 0,
            person_id INTEGER NOT NULL REFERENCES person(id), term TEXT NOT NULL, programme TEXT NOT NULL,
            status TEXT NOT NULL, application_date TEXT, stage TEXT, school TEXT, grade TEXT, class_name TEXT,
            boarding INTEGER, village TEXT REFERENCES region(code), population INTEGER,
            annual_income INTEGER, hardship_category TEXT, hardship_level TEXT, reason TEXT,
            guardian_name TEXT, guardian_relation TEXT, phone TEXT, payee_name TEXT, payee_relation TEXT,
            payee_bank TEXT, payee_account TEXT, amount INTEGER, person_times INTEGER NOT NULL DEFAULT 1,
            evidence TEXT, consent_date TEXT, remark TEXT) STRICT;
        CREATE INDEX aid_person ON aid(person_id, term);
        CREATE INDEX aid_term ON aid(term, programme);

        CREATE TABLE relief_case (
            id INTEGER PRIMARY KEY, revision INTEGER NOT NULL DEFAULT 1, withdrawn INTEGER NOT NULL DEFAULT 0,
            case_no TEXT UNIQUE, person_id INTEGER NOT NULL REFERENCES person(id),
            household_id INTEGER REFERENCES household(id), term TEXT NOT NULL, state INTEGER NOT NULL,
            since TEXT NOT NULL, application_date TEXT, stage TEXT, school TEXT, school_code TEXT, place TEXT,
            grade TEXT, class_name TEXT, boarding INTEGER, student_number TEXT,
            village TEXT REFERENCES region(code), group_name TEXT, address TEXT, head_name TEXT,
            head_id_number TEXT, household_number TEXT, household_type TEXT, monitor_kind TEXT,
            population INTEGER, annual_income INTEGER, per_capita_income INTEGER, cause TEXT,
            guardian_name TEXT, guardian_relation TEXT, guardian_id_number TEXT, phone TEXT,
            aid_received TEXT, aid_received_amount INTEGER, cost_insurance INTEGER, cost_materials INTEGER,
            cost_uniform INTEGER, cost_meals INTEGER, cost_lodging INTEGER, cost_travel INTEGER,
            cost_tuition INTEGER, cost_other INTEGER, reason TEXT, purpose TEXT, applied INTEGER,
            proposed INTEGER, approved INTEGER, approval_document TEXT, approved_on TEXT, payee_name TEXT,
            payee_relation TEXT, payee_id_number TEXT, payee_bank TEXT, payee_account TEXT,
            over_band INTEGER NOT NULL DEFAULT 0, over_student_cap INTEGER NOT NULL DEFAULT 0,
            over_household_cap INTEGER NOT NULL DEFAULT 0, override_reason TEXT, version INTEGER NOT NULL DEFAULT 1,
            remark TEXT) STRICT;
        CREATE INDEX relief_case_person ON relief_case(person_id, term);
        CREATE INDEX relief_case_household ON relief_case(household_id) WHERE household_id IS NOT NULL;
        CREATE INDEX relief_case_state ON relief_case(term, state);
        CREATE INDEX relief_case_household_number ON relief_case(household_number)
            WHERE household_number IS NOT NULL;
        CREATE INDEX relief_case_head ON relief_case(head_id_number) WHERE head_id_number IS NOT NULL;
        CREATE TABLE relief_step (
            id INTEGER PRIMARY KEY, revision INTEGER NOT NULL DEFAULT 1, withdrawn INTEGER NOT NULL DEFAULT 0,
            case_id INTEGER NOT NULL REFERENCES relief_case(id), action TEXT NOT NULL,
            from_state INTEGER NOT NULL, to_state INTEGER NOT NULL, on_date TEXT NOT NULL,
            signer TEXT, reason TEXT, amount INTEGER, document TEXT) STRICT;
        CREATE INDEX relief_step_case ON relief_step(case_id);
        CREATE TABLE opinion (
            id INTEGER PRIMARY KEY, revision INTEGER NOT NULL DEFAULT 1, withdrawn INTEGER NOT NULL DEFAULT 0,
            case_id INTEGER NOT NULL REFERENCES relief_case(id), box TEXT NOT NULL, text TEXT,
            decision TEXT, amount INTEGER, signer TEXT, second_signer TEXT, signed_on TEXT) STRICT;
        CREATE INDEX opinion_case ON opinion(case_id);
        CREATE TABLE evidence (
            id INTEGER PRIMARY KEY, revision INTEGER NOT NULL DEFAULT 1, withdrawn INTEGER NOT NULL DEFAULT 0,
            case_id INTEGER NOT NULL REFERENCES relief_case(id), code TEXT NOT NULL,
            present INTEGER NOT NULL DEFAULT 0, note TEXT) STRICT;
        CREATE UNIQUE INDEX evidence_case_id_code ON evidence(case_id, code) WHERE withdrawn = 0;
        CREATE TABLE notice (
            id INTEGER PRIMARY KEY, revision INTEGER NOT NULL DEFAULT 1, withdrawn INTEGER NOT NULL DEFAULT 0,
            kind TEXT NOT NULL, village TEXT REFERENCES region(code), term TEXT NOT NULL,
            from_date TEXT NOT NULL, days INTEGER NOT NULL, day_kind TEXT NOT NULL, to_date TEXT NOT NULL,
            taken_down TEXT, result TEXT) STRICT;
        CREATE TABLE notice_case (
            id INTEGER PRIMARY KEY, revision INTEGER NOT NULL DEFAULT 1, withdrawn INTEGER NOT NULL DEFAULT 0,
            notice_id INTEGER NOT NULL REFERENCES notice(id),
            case_id INTEGER NOT NULL REFERENCES relief_case(id)) STRICT;
        CREATE UNIQUE INDEX notice_case_notice_id_case_id ON notice_case(notice_id, case_id) WHERE withdrawn = 0;
        CREATE INDEX notice_case_case ON notice_case(case_id);
        CREATE TABLE objection (
            id INTEGER PRIMARY KEY, revision INTEGER NOT NULL DEFAULT 1, withdrawn INTEGER NOT NULL DEFAULT 0,
            notice_id INTEGER NOT NULL REFERENCES notice(id),
            case_id INTEGER NOT NULL REFERENCES relief_case(id), received_on TEXT NOT NULL, content TEXT NOT NULL,
            raised_by TEXT, contact TEXT, finding TEXT, resolved_on TEXT) STRICT;
        CREATE TABLE payment (
            id INTEGER PRIMARY KEY, revision INTEGER NOT NULL DEFAULT 1, withdrawn INTEGER NOT NULL DEFAULT 0,
            case_id INTEGER NOT NULL REFERENCES relief_case(id), payee_name TEXT NOT NULL,
            payee_relation TEXT, payee_bank TEXT, payee_account TEXT NOT NULL, amount INTEGER NOT NULL,
            sent_on TEXT NOT NULL, result TEXT, paid_on TEXT, failure_code TEXT, failure_text TEXT,
            resent_of INTEGER REFERENCES payment(id), receipt_no TEXT) STRICT;
        CREATE INDEX payment_case ON payment(case_id);

        CREATE TABLE attachment (
            id INTEGER PRIMARY KEY, revision INTEGER NOT NULL DEFAULT 1, withdrawn INTEGER NOT NULL DEFAULT 0,
            name TEXT NOT NULL, media_type TEXT NOT NULL, sha256 TEXT NOT NULL, content BLOB NOT NULL,
            owner_table TEXT NOT NULL, owner_id INTEGER NOT NULL) STRICT;
        CREATE INDEX attachment_owner ON attachment(owner_table, owner_id);
        CREATE TABLE batch (
            id INTEGER PRIMARY KEY, revision INTEGER NOT NULL DEFAULT 1, withdrawn INTEGER NOT NULL DEFAULT 0,
            batch_no TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, term TEXT NOT NULL, row_count INTEGER NOT NULL,
            amount INTEGER NOT NULL, file_name TEXT NOT NULL, sha256 TEXT NOT NULL, check_code TEXT NOT NULL,
            sealed_on TEXT NOT NULL, sealed_by TEXT NOT NULL, status TEXT NOT NULL) STRICT;
        CREATE TABLE batch_line (
            id INTEGER PRIMARY KEY, revision INTEGER NOT NULL DEFAULT 1, withdrawn INTEGER NOT NULL DEFAULT 0,
            batch_id INTEGER NOT NULL REFERENCES batch(id), position INTEGER NOT NULL,
            case_id INTEGER NOT NULL REFERENCES relief_case(id), case_no TEXT NOT NULL, id_number TEXT,
            name TEXT NOT NULL, amount INTEGER NOT NULL, cells TEXT NOT NULL,
            decision TEXT, decided_amount INTEGER, decided_reason TEXT, decided_document TEXT, decided_on TEXT,
            UNIQUE (batch_id, position)) STRICT;
        CREATE INDEX batch_line_case ON batch_line(case_id);
        CREATE TABLE reply (
            id INTEGER PRIMARY KEY, revision INTEGER NOT NULL DEFAULT 1, withdrawn INTEGER NOT NULL DEFAULT 0,
            batch_id INTEGER NOT NULL REFERENCES batch(id), file_name TEXT NOT NULL, sha256 TEXT NOT NULL,
            read_on TEXT NOT NULL, matched INTEGER NOT NULL, changed INTEGER NOT NULL,
            rejected INTEGER NOT NULL, missing INTEGER NOT NULL, touched INTEGER NOT NULL) STRICT;

        CREATE TABLE project (
            id INTEGER PRIMARY KEY, revision INTEGER NOT NULL DEFAULT 1, withdrawn INTEGER NOT NULL DEFAULT 0,
            project_no TEXT NOT NULL, name TEXT NOT NULL, kind TEXT, plan_year INTEGER, stage TEXT,
            village TEXT REFERENCES region(code), school TEXT, content TEXT, area INTEGER, quantity TEXT,
            total_investment INTEGER, budget_before INTEGER, budget_after INTEGER, contract_amount INTEGER,
            contractor TEXT, supervisor TEXT, designer TEXT, planned_start TEXT, planned_finish TEXT,
            actual_start TEXT, actual_finish TEXT, acceptance TEXT, handed_to TEXT, handed_on TEXT,
            settled INTEGER, audited INTEGER, responsible TEXT, phone TEXT, problems TEXT, next_step TEXT,
            remark TEXT) STRICT;
        CREATE UNIQUE INDEX project_project_no ON project(project_no) WHERE withdrawn = 0;
        CREATE TABLE funding (
            id INTEGER PRIMARY KEY, revision INTEGER NOT NULL DEFAULT 1, withdrawn INTEGER NOT NULL DEFAULT 0,
            project_id INTEGER NOT NULL REFERENCES project(id), source TEXT NOT NULL, partner TEXT,
            amount INTEGER NOT NULL, document TEXT) STRICT;
        CREATE INDEX funding_project ON funding(project_id);
        CREATE TABLE milestone (
            id INTEGER PRIMARY KEY, revision INTEGER NOT NULL DEFAULT 1, withdrawn INTEGER NOT NULL DEFAULT 0,
            project_id INTEGER NOT NULL REFERENCES project(id), stage TEXT NOT NULL, planned_on TEXT,
            done_on TEXT, skipped_reason TEXT, document TEXT, remark TEXT) STRICT;
        CREATE UNIQUE INDEX milestone_project_id_stage ON milestone(project_id, stage) WHERE withdrawn = 0;
        CREATE TABLE progress (
            id INTEGER PRIMARY KEY, revision INTEGER NOT NULL DEFAULT 1, withdrawn INTEGER NOT NULL DEFAULT 0,
            project_id INTEGER NOT NULL REFERENCES project(id), month TEXT NOT NULL, physical INTEGER NOT NULL,
            invested INTEGER, paid INTEGER, problems TEXT, next_step TEXT) STRICT;
        CREATE UNIQUE INDEX progress_project_id_month ON progress(project_id, month) WHERE withdrawn = 0;

        CREATE TABLE import_run (
            id INTEGER PRIMARY KEY, revision INTEGER NOT NULL DEFAULT 1, withdrawn INTEGER NOT NULL DEFAULT 0,
            kind TEXT NOT NULL, file_name TEXT NOT NULL, sha256 TEXT NOT NULL, term TEXT,
            imported_on TEXT NOT NULL, read INTEGER NOT NULL, accepted INTEGER NOT NULL,
            parked INTEGER NOT NULL, refused INTEGER NOT NULL, skipped INTEGER NOT NULL,
            unchanged INTEGER NOT NULL) STRICT;
        CREATE TABLE import_problem (
            id INTEGER PRIMARY KEY, revision INTEGER NOT NULL DEFAULT 1, withdrawn INTEGER NOT NULL DEFAULT 0,
            import_run_id INTEGER NOT NULL REFERENCES import_run(id), sheet TEXT NOT NULL, row INTEGER NOT NULL,
            column_name TEXT, rule TEXT, severity TEXT NOT NULL, message TEXT NOT NULL,
            person_id INTEGER REFERENCES person(id), decision TEXT) STRICT;
        CREATE INDEX import_problem_run ON import_problem(import_run_id);
        """,
    )


@STEPS()
def step_2_operators(db: "Database") -> None:
    """Who may work on the file, in which role and on which machine a change was made, what was shown or given out."""
    _run(
        db,
        """
        ALTER TABLE change ADD COLUMN role TEXT;
        ALTER TABLE change ADD COLUMN machine TEXT;
        CREATE TABLE operator (
            id INTEGER PRIMARY KEY, revision INTEGER NOT NULL DEFAULT 1, withdrawn INTEGER NOT NULL DEFAULT 0,
            name TEXT NOT NULL, roles TEXT NOT NULL, public_key TEXT, valid_from TEXT NOT NULL,
            valid_to TEXT) STRICT;
        CREATE UNIQUE INDEX operator_name ON operator(name) WHERE valid_to IS NULL AND withdrawn = 0;
        CREATE TABLE disclosure (
            id INTEGER PRIMARY KEY, revision INTEGER NOT NULL DEFAULT 1, withdrawn INTEGER NOT NULL DEFAULT 0,
            kind TEXT NOT NULL, content TEXT NOT NULL, row_count INTEGER, purpose TEXT, recipient TEXT,
            on_date TEXT NOT NULL) STRICT;
        """,
    )


@STEPS()
def step_3_imports(db: "Database") -> None:
    """What imports learn and leave open; people merged and numbered for now; names of villages and schools by date."""
    _run(
        db,
        """
        ALTER TABLE person ADD COLUMN temporary_number TEXT;
        ALTER TABLE person ADD COLUMN merged_into INTEGER REFERENCES person(id);
        CREATE UNIQUE INDEX person_temporary_number ON person(temporary_number)
            WHERE temporary_number IS NOT NULL AND withdrawn = 0;
        CREATE INDEX person_merged_into ON person(merged_into) WHERE merged_into IS NOT NULL;
        CREATE TABLE former_number (
            id INTEGER PRIMARY KEY, revision INTEGER NOT NULL DEFAULT 1, withdrawn INTEGER NOT NULL DEFAULT 0,
            person_id INTEGER NOT NULL REFERENCES person(id), kind TEXT NOT NULL, value TEXT NOT NULL,
            valid_to TEXT, reason TEXT) STRICT;
        CREATE INDEX former_number_person ON former_number(person_id);
        CREATE INDEX former_number_value ON former_number(value);
        CREATE TABLE identity_decision (
            id INTEGER PRIMARY KEY, revision INTEGER NOT NULL DEFAULT 1, withdrawn INTEGER NOT NULL DEFAULT 0,
            subject TEXT NOT NULL, person_id INTEGER NOT NULL REFERENCES person(id), decision TEXT NOT NULL,
            note TEXT, decided_on TEXT NOT NULL) STRICT;
        CREATE UNIQUE INDEX identity_decision_subject_person_id ON identity_decision(subject, person_id)
            WHERE withdrawn = 0;
        CREATE INDEX identity_decision_person ON identity_decision(person_id);

        ALTER TABLE school ADD COLUMN valid_from TEXT NOT NULL DEFAULT '';
        ALTER TABLE school ADD COLUMN valid_to TEXT NOT NULL DEFAULT '';
        ALTER TABLE school ADD COLUMN successor INTEGER REFERENCES school(id);
        DROP INDEX school_name;
        CREATE UNIQUE INDEX school_name ON school(name) WHERE withdrawn = 0 AND valid_to = '';
        CREATE TABLE dated_name (
            id INTEGER PRIMARY KEY, revision INTEGER NOT NULL DEFAULT 1, withdrawn INTEGER NOT NULL DEFAULT 0,
            owner_table TEXT NOT NULL, owner_id INTEGER NOT NULL, name TEXT NOT NULL,
            valid_from TEXT NOT NULL DEFAULT '', valid_to TEXT NOT NULL DEFAULT '', document TEXT) STRICT;
        CREATE INDEX dated_name_owner ON dated_name(owner_table, owner_id);

        ALTER TABLE import_run ADD COLUMN sender TEXT;
        ALTER TABLE import_run ADD COLUMN said_sha256 TEXT;
        CREATE TABLE source_row (
            import_run_id INTEGER NOT NULL REFERENCES import_run(id), sheet TEXT NOT NULL, row INTEGER NOT NULL,
            person_id INTEGER, name TEXT, id_number TEXT, birth_date TEXT, village TEXT, household_number TEXT,
            school TEXT, grade TEXT, class_name TEXT, student_state TEXT,
            PRIMARY KEY (import_run_id, sheet, row)) STRICT, WITHOUT ROWID;
        CREATE INDEX source_row_person ON source_row(person_id) WHERE person_id IS NOT NULL;
        CREATE TABLE import_mapping (
            id INTEGER PRIMARY KEY, revision INTEGER NOT NULL DEFAULT 1, withdrawn INTEGER NOT NULL DEFAULT 0,
            sender TEXT NOT NULL, kind TEXT NOT NULL, headings TEXT NOT NULL, fields TEXT NOT NULL,
            used_on TEXT NOT NULL) STRICT;
        CREATE UNIQUE INDEX import_mapping_sender_kind_headings ON import_mapping(sender, kind, headings)
            WHERE withdrawn = 0;
        CREATE TABLE parked_row (
            id INTEGER PRIMARY KEY, revision INTEGER NOT NULL DEFAULT 1, withdrawn INTEGER NOT NULL DEFAULT 0,
            import_run_id INTEGER NOT NULL REFERENCES import_run(id), kind TEXT NOT NULL, term TEXT,
            sheet TEXT NOT NULL, row INTEGER NOT NULL, rule TEXT NOT NULL, message TEXT NOT NULL,
            subject TEXT NOT NULL, content TEXT NOT NULL, candidates TEXT NOT NULL, decision TEXT,
            person_id INTEGER REFERENCES person(id), note TEXT, decided_on TEXT) STRICT;
        CREATE INDEX parked_row_run ON parked_row(import_run_id);
        CREATE INDEX parked_row_open ON parked_row(subject) WHERE decision IS NULL AND withdrawn = 0;
        CREATE TABLE finding (
            id INTEGER PRIMARY KEY, revision INTEGER NOT NULL DEFAULT 1, withdrawn INTEGER NOT NULL DEFAULT 0,
            rule TEXT NOT NULL, subject TEXT NOT NULL, facts TEXT NOT NULL, decision TEXT NOT NULL, note TEXT,
            person_id INTEGER REFERENCES person(id), decided_on TEXT NOT NULL) STRICT;
        CREATE UNIQUE INDEX finding_rule_subject ON finding(rule, subject) WHERE withdrawn = 0;
        CREATE INDEX finding_person ON finding(person_id) WHERE person_id IS NOT NULL;

        CREATE TABLE received_aid (
            id INTEGER PRIMARY KEY, revision INTEGER NOT NULL DEFAULT 1, withdrawn INTEGER NOT NULL DEFAULT 0,
            import_run_id INTEGER REFERENCES import_run(id), sheet TEXT, row INTEGER,
            person_id INTEGER REFERENCES person(id), term TEXT NOT NULL, programme TEXT, programme_name TEXT NOT NULL, channel TEXT, name TEXT NOT NULL,
            id_number TEXT, student_number TEXT, school TEXT, stage TEXT, grade TEXT, class_name TEXT,
            unit_amount INTEGER, amount INTEGER NOT NULL, paid_on TEXT, source TEXT, remark TEXT,
            decision TEXT) STRICT;
        CREATE INDEX received_aid_person ON received_aid(person_id, term);
        CREATE INDEX received_aid_term ON received_aid(term, programme);
        CREATE INDEX received_aid_number ON received_aid(id_number) WHERE id_number IS NOT NULL;
        CREATE TABLE project_site (
            id INTEGER PRIMARY KEY, revision INTEGER NOT NULL DEFAULT 1, withdrawn INTEGER NOT NULL DEFAULT 0,
            project_id INTEGER NOT NULL REFERENCES project(id), year INTEGER, township TEXT, village TEXT NOT NULL,
            poor_village INTEGER, amount INTEGER, content TEXT, progress TEXT, remark TEXT) STRICT;
        CREATE INDEX project_site_project ON project_site(project_id);

        CREATE TABLE name_key (key TEXT NOT NULL, name TEXT NOT NULL,
            PRIMARY KEY (key, name)) STRICT, WITHOUT ROWID;
        INSERT OR IGNORE INTO name_key
            SELECT k.key, p.name FROM search_key k JOIN person p ON p.id = k.person_id
            WHERE substr(k.key, 1, 1) IN ('n', 'p', 'i');
        DELETE FROM search_key;
        CREATE INDEX person_name ON person(name) WHERE withdrawn = 0;
        CREATE INDEX person_id_tail ON person(
            substr(id_number, -1, 1) || substr(id_number, -2, 1) || substr(id_number, -3, 1)
            || substr(id_number, -4, 1) || substr(id_number, -5, 1) || substr(id_number, -6, 1))
            WHERE id_number IS NOT NULL AND withdrawn = 0;
        CREATE INDEX person_student_tail ON person(
            substr(student_number, -1, 1) || substr(student_number, -2, 1) || substr(student_number, -3, 1) || substr(student_number, -4, 1)
            || substr(student_number, -5, 1) || substr(student_number, -6, 1) || substr(student_number, -7, 1) || substr(student_number, -8, 1))
            WHERE student_number IS NOT NULL AND withdrawn = 0;
        """,
    )


@STEPS()
def step_4_student_aid(db: "Database") -> None:
    """Counties' policy packages, recognition of hardship by school year, aid by rate, and why a child got none."""
    _run(
        db,
        """
        CREATE TABLE policy_package (
            id INTEGER PRIMARY KEY, revision INTEGER NOT NULL DEFAULT 1, withdrawn INTEGER NOT NULL DEFAULT 0,
            name TEXT NOT NULL, document TEXT NOT NULL, file_name TEXT NOT NULL, content TEXT NOT NULL,
            sha256 TEXT NOT NULL, added_on TEXT NOT NULL) STRICT;
        CREATE TABLE hardship (
            id INTEGER PRIMARY KEY, revision INTEGER NOT NULL DEFAULT 1, withdrawn INTEGER NOT NULL DEFAULT 0,
            person_id INTEGER NOT NULL REFERENCES person(id), school_year TEXT NOT NULL,
            hardship_category TEXT NOT NULL, hardship_level TEXT, causes TEXT, reason TEXT, population INTEGER,
            annual_income INTEGER, applied_on TEXT, review TEXT NOT NULL, reviewer TEXT, review_opinion TEXT,
            reviewed_on TEXT, remark TEXT) STRICT;
        CREATE UNIQUE INDEX hardship_person_id_school_year ON hardship(person_id, school_year) WHERE withdrawn = 0;
        CREATE INDEX hardship_school_year ON hardship(school_year);
        ALTER TABLE aid ADD COLUMN rate TEXT;
        ALTER TABLE aid ADD COLUMN place TEXT;
        ALTER TABLE aid ADD COLUMN household_type TEXT;
        ALTER TABLE aid ADD COLUMN amount_reason TEXT;
        ALTER TABLE aid ADD COLUMN paid_on TEXT;
        ALTER TABLE aid ADD COLUMN months INTEGER;
        ALTER TABLE aid ADD COLUMN fee_per_month INTEGER;
        ALTER TABLE aid ADD COLUMN days INTEGER;
        ALTER TABLE aid ADD COLUMN hardship_tier TEXT;
        ALTER TABLE aid ADD COLUMN admission_date TEXT;
        ALTER TABLE aid ADD COLUMN major TEXT;
        ALTER TABLE aid ADD COLUMN study_years INTEGER;
        ALTER TABLE aid ADD COLUMN school_province TEXT;
        ALTER TABLE aid ADD COLUMN tuition INTEGER;
        ALTER TABLE aid ADD COLUMN status_number TEXT;
        ALTER TABLE aid ADD COLUMN internship INTEGER;
        ALTER TABLE aid ADD COLUMN household_account TEXT;
        ALTER TABLE aid ADD COLUMN approving_document TEXT;
        ALTER TABLE aid ADD COLUMN donor TEXT;
        ALTER TABLE aid ADD COLUMN donor_purpose TEXT;
        ALTER TABLE aid ADD COLUMN in_kind_value INTEGER;
        ALTER TABLE aid ADD COLUMN renewed_from INTEGER REFERENCES aid(id);
        ALTER TABLE aid ADD COLUMN renewal TEXT;
        CREATE INDEX aid_total ON aid(term, programme, stage, school, village, household_type, amount, person_times,
            person_id, status, withdrawn);
        CREATE TABLE not_aided (
            id INTEGER PRIMARY KEY, revision INTEGER NOT NULL DEFAULT 1, withdrawn INTEGER NOT NULL DEFAULT 0,
            person_id INTEGER NOT NULL REFERENCES person(id), term TEXT NOT NULL, programme TEXT NOT NULL,
            reason TEXT NOT NULL, note TEXT, decided_on TEXT NOT NULL) STRICT;
        CREATE UNIQUE INDEX not_aided_person_id_term_programme ON not_aided(person_id, term, programme)
            WHERE withdrawn = 0;
        """,
    )


@STEPS()
def step_5_relief_fund(db: "Database") -> None:
    """The fund's money, village packets, payment lists and the bank's answers, agents, past cases, signatures voided."""
    _run(
        db,
        """
        CREATE TABLE fund_entry (
            id INTEGER PRIMARY KEY, revision INTEGER NOT NULL DEFAULT 1, withdrawn INTEGER NOT NULL DEFAULT 0,
            on_date TEXT NOT NULL, kind TEXT NOT NULL, amount INTEGER NOT NULL, party TEXT, document TEXT,
            remark TEXT) STRICT;
        CREATE INDEX fund_entry_date ON fund_entry(on_date);
        CREATE TABLE packet (
            id INTEGER PRIMARY KEY, revision INTEGER NOT NULL DEFAULT 1, withdrawn INTEGER NOT NULL DEFAULT 0,
            packet_no TEXT NOT NULL UNIQUE, village TEXT NOT NULL REFERENCES region(code), term TEXT NOT NULL,
            cover_count INTEGER NOT NULL, cover_amount INTEGER, brought_by TEXT, received_on TEXT NOT NULL,
            closed_on TEXT, remark TEXT) STRICT;
        CREATE INDEX packet_term ON packet(term, village);
        CREATE TABLE payment_list (
            id INTEGER PRIMARY KEY, revision INTEGER NOT NULL DEFAULT 1, withdrawn INTEGER NOT NULL DEFAULT 0,
            list_no TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, term TEXT NOT NULL, made_on TEXT NOT NULL,
            row_count INTEGER NOT NULL, amount INTEGER NOT NULL, template TEXT, status TEXT NOT NULL,
            remark TEXT) STRICT;
        CREATE TABLE bank_result (
            id INTEGER PRIMARY KEY, revision INTEGER NOT NULL DEFAULT 1, withdrawn INTEGER NOT NULL DEFAULT 0,
            payment_list_id INTEGER NOT NULL REFERENCES payment_list(id), file_name TEXT NOT NULL,
            sha256 TEXT NOT NULL, read_on TEXT NOT NULL, paid INTEGER NOT NULL, failed INTEGER NOT NULL,
            missing INTEGER NOT NULL) STRICT;
        CREATE INDEX bank_result_list ON bank_result(payment_list_id);
        CREATE TABLE template (
            id INTEGER PRIMARY KEY, revision INTEGER NOT NULL DEFAULT 1, withdrawn INTEGER NOT NULL DEFAULT 0,
            kind TEXT NOT NULL, name TEXT NOT NULL, sheet TEXT NOT NULL, header_row INTEGER NOT NULL,
            fields TEXT NOT NULL, added_on TEXT NOT NULL) STRICT;
        ALTER TABLE payment ADD COLUMN payment_list_id INTEGER REFERENCES payment_list(id);
        ALTER TABLE payment ADD COLUMN position INTEGER;
        CREATE INDEX payment_list_lines ON payment(payment_list_id) WHERE payment_list_id IS NOT NULL;
        CREATE INDEX payment_paid_on ON payment(paid_on) WHERE paid_on IS NOT NULL;
        CREATE INDEX payment_waiting ON payment(sent_on) WHERE result IS NULL AND withdrawn = 0;
        ALTER TABLE relief_case ADD COLUMN packet_id INTEGER REFERENCES packet(id);
        ALTER TABLE relief_case ADD COLUMN relief_category TEXT;
        ALTER TABLE relief_case ADD COLUMN agent_name TEXT;
        ALTER TABLE relief_case ADD COLUMN agent_relation TEXT;
        ALTER TABLE relief_case ADD COLUMN agent_id_number TEXT;
        ALTER TABLE relief_case ADD COLUMN agent_phone TEXT;
        ALTER TABLE relief_case ADD COLUMN signed_by_applicant TEXT;
        ALTER TABLE relief_case ADD COLUMN historical INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE relief_case ADD COLUMN past_source TEXT;
        ALTER TABLE relief_case ADD COLUMN past_paid_on TEXT;
        CREATE INDEX relief_case_packet ON relief_case(packet_id) WHERE packet_id IS NOT NULL;
        CREATE INDEX relief_case_village ON relief_case(term, village, state);
        CREATE INDEX relief_step_recovered ON relief_step(on_date) WHERE action = 'recover';
        ALTER TABLE opinion ADD COLUMN signed_values TEXT;
        ALTER TABLE opinion ADD COLUMN voided_on TEXT;
        ALTER TABLE opinion ADD COLUMN void_reason TEXT;
        ALTER TABLE evidence ADD COLUMN received_on TEXT;
        """,
    )


@STEPS()
def step_6_paper(db: "Database") -> None:
    """The print ledger, and the Tibetan words for the labels of forms."""
    _run(
        db,
        """
        CREATE TABLE slip (
            id INTEGER PRIMARY KEY, revision INTEGER NOT NULL DEFAULT 1, withdrawn INTEGER NOT NULL DEFAULT 0,
            slip_no TEXT NOT NULL UNIQUE, document TEXT NOT NULL, record TEXT NOT NULL, record_id INTEGER NOT NULL,
            issue INTEGER NOT NULL, case_id INTEGER REFERENCES relief_case(id), term TEXT, subject TEXT NOT NULL,
            digest TEXT NOT NULL, answers TEXT, issued_on TEXT NOT NULL, state TEXT NOT NULL, back_on TEXT,
            back_note TEXT, voided_on TEXT, void_reason TEXT) STRICT;
        CREATE UNIQUE INDEX slip_record ON slip(document, record, record_id, issue);
        CREATE INDEX slip_case ON slip(case_id) WHERE case_id IS NOT NULL;
        CREATE INDEX slip_term ON slip(term, state);
        CREATE TABLE slip_print (
            id INTEGER PRIMARY KEY, revision INTEGER NOT NULL DEFAULT 1, withdrawn INTEGER NOT NULL DEFAULT 0,
            slip_id INTEGER NOT NULL REFERENCES slip(id), on_date TEXT NOT NULL, copies INTEGER NOT NULL,
            pages INTEGER NOT NULL, reprint INTEGER NOT NULL, printer TEXT) STRICT;
        CREATE INDEX slip_print_slip ON slip_print(slip_id);
        CREATE TABLE bilingual_label (
            id INTEGER PRIMARY KEY, revision INTEGER NOT NULL DEFAULT 1, withdrawn INTEGER NOT NULL DEFAULT 0,
            chinese TEXT NOT NULL, tibetan TEXT NOT NULL, source TEXT, remark TEXT) STRICT;
        CREATE UNIQUE INDEX bilingual_label_chinese ON bilingual_label(chinese) WHERE withdrawn = 0;
        """,
    )


@STEPS()
def step_7_term_batch(db: "Database") -> None:
    """What the county asked for before, the phrase of a protected batch, and the batches that a county collects."""
    _run(
        db,
        """
        ALTER TABLE batch ADD COLUMN phrase TEXT;
        ALTER TABLE template ADD COLUMN sender TEXT;
        CREATE TABLE county_check (
            id INTEGER PRIMARY KEY, revision INTEGER NOT NULL DEFAULT 1, withdrawn INTEGER NOT NULL DEFAULT 0,
            batch_column TEXT NOT NULL, test TEXT NOT NULL, value TEXT, sentence TEXT NOT NULL,
            blocking INTEGER NOT NULL DEFAULT 0, enabled INTEGER NOT NULL DEFAULT 1, source TEXT,
            learned_on TEXT) STRICT;
        CREATE TABLE collected_batch (
            id INTEGER PRIMARY KEY, revision INTEGER NOT NULL DEFAULT 1, withdrawn INTEGER NOT NULL DEFAULT 0,
            batch_no TEXT NOT NULL, term TEXT NOT NULL, township_code TEXT NOT NULL, township TEXT NOT NULL,
            row_count INTEGER NOT NULL, amount INTEGER NOT NULL, seal TEXT NOT NULL, differences INTEGER NOT NULL,
            file_name TEXT NOT NULL, sha256 TEXT NOT NULL, collected_on TEXT NOT NULL) STRICT;
        CREATE UNIQUE INDEX collected_batch_no ON collected_batch(batch_no) WHERE withdrawn = 0;
        CREATE TABLE collected_line (
            id INTEGER PRIMARY KEY, revision INTEGER NOT NULL DEFAULT 1, withdrawn INTEGER NOT NULL DEFAULT 0,
            collected_batch_id INTEGER NOT NULL REFERENCES collected_batch(id), position INTEGER NOT NULL,
            case_no TEXT NOT NULL, id_number TEXT, name TEXT NOT NULL, household_number TEXT, payee_name TEXT,
            payee_account TEXT, amount INTEGER NOT NULL, cells TEXT NOT NULL, differences TEXT) STRICT;
        CREATE INDEX collected_line_batch ON collected_line(collected_batch_id);
        CREATE INDEX collected_line_person ON collected_line(id_number) WHERE id_number IS NOT NULL;
        CREATE INDEX collected_line_account ON collected_line(payee_account) WHERE payee_account IS NOT NULL;
        CREATE INDEX collected_line_household ON collected_line(household_number)
            WHERE household_number IS NOT NULL;
        CREATE INDEX relief_case_account ON relief_case(payee_account) WHERE payee_account IS NOT NULL;
        """,
    )


def _run(db: "Database", script: str) -> None:
    """executescript would commit the transaction the step runs in; one statement at a time does not."""
    for statement in script.split(";"):
        if statement.strip():
            db.execute(statement)

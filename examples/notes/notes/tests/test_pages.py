"""The pages, and the permissions of visitors."""

from datetime import UTC, datetime, timedelta

from django.contrib.auth.models import Permission, User
from django.test import TestCase, override_settings
from django.urls import reverse

from notes.models import Note


def make_user(name: str, *permissions: str, password: str | None = None) -> User:
    user = User.objects.create_user(name, password=password)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return user


def make_note(author: User | None = None, title: str = "Milk", text: str = "Two bottles.") -> Note:
    return Note.objects.create(title=title, text=text, author=author)


class ReadingTests(TestCase):
    """Everybody may read, signed in or not."""

    def test_first_visit_finds_the_welcome_note(self) -> None:
        response = self.client.get("/")
        self.assertContains(response, "Welcome")
        self.assertContains(response, "came with the database")

    def test_start_page_shows_the_newest_notes_first_and_no_more_than_five(self) -> None:
        for number in range(7):
            make_note(title=f"Number {number}")
        shown = [note.title for note in self.client.get("/").context["notes"]]
        self.assertEqual(shown, ["Number 6", "Number 5", "Number 4", "Number 3", "Number 2"])

    def test_list_is_cut_into_pages_that_keep_the_search(self) -> None:
        for number in range(12):
            make_note(title=f"Milk {number}")
        first = self.client.get("/notes/", {"q": "milk"})
        self.assertContains(first, "Page 1 of 2")
        self.assertContains(first, "?q=milk&amp;page=2")
        second = self.client.get("/notes/", {"q": "milk", "page": "2"})
        self.assertEqual([note.title for note in second.context["page"]], ["Milk 1", "Milk 0"])

    def test_notes_of_the_same_instant_are_on_one_page_only(self) -> None:
        instant = datetime(2020, 2, 29, 12, tzinfo=UTC)
        Note.objects.bulk_create(Note(title=str(number), text="-", created=instant) for number in range(19))
        seen = [note.pk for page in "12" for note in self.client.get("/notes/", {"page": page}).context["page"]]
        self.assertEqual(len(seen), 20)
        self.assertEqual(len(set(seen)), 20)

    def test_a_page_that_is_none_shows_a_page_that_is(self) -> None:
        for page in ["0", "-1", "99", "x", "", "9" * 5000]:
            with self.subTest(page=page[:10]):
                self.assertEqual(self.client.get("/notes/", {"page": page}).status_code, 200)

    def test_search_finds_words_of_titles_and_of_texts(self) -> None:
        make_note(title="Cheese", text="From the market.")
        make_note(title="Market day", text="Friday.")
        make_note(title="Bread", text="From the baker.")
        response = self.client.get("/notes/", {"q": "market"})
        self.assertEqual({note.title for note in response.context["page"]}, {"Cheese", "Market day"})
        self.assertContains(response, "2 notes with “market”")

    def test_search_without_a_hit_says_so(self) -> None:
        self.assertContains(self.client.get("/notes/", {"q": "zebra"}), "0 notes with “zebra”")

    def test_a_search_that_no_database_takes_is_answered(self) -> None:
        response = self.client.get("/notes/", {"q": "nul\x00"})
        self.assertContains(response, "Null characters are not allowed.")

    def test_text_of_a_note_is_never_markup(self) -> None:
        note = make_note(title="<b>bold</b>", text="<script>alert(1)</script>\n\nSecond paragraph")
        for path in ["/", "/notes/", "/notes/?q=bold", note.get_absolute_url()]:
            with self.subTest(path=path):
                response = self.client.get(path)
                self.assertNotContains(response, "<script>")
                self.assertNotContains(response, "<b>")
        self.assertContains(self.client.get(note.get_absolute_url()), "<p>Second paragraph</p>", html=True)

    def test_a_note_that_is_not_there_is_not_found(self) -> None:
        for pk in ["4711", "9" * 30]:
            with self.subTest(pk=pk):
                self.assertContains(self.client.get(f"/notes/{pk}/"), "There is nothing here", status_code=404)

    def test_notes_outlive_their_author_and_belong_to_nobody_then(self) -> None:
        author = make_user("ada")
        note = make_note(author)
        author.delete()
        note.refresh_from_db()
        self.assertIsNone(note.author)
        self.client.force_login(make_user("eve"))
        self.assertEqual(self.client.get(reverse("notes:edit", args=[note.pk])).status_code, 403)

    def test_reading_pages_refuse_to_be_posted_to(self) -> None:
        note = make_note()
        for path in ["/", "/notes/", note.get_absolute_url()]:
            with self.subTest(path=path):
                self.assertEqual(self.client.post(path).status_code, 405)


class WritingTests(TestCase):
    """Writing takes an account; changing takes one's own note or a permission."""

    def setUp(self) -> None:
        self.ada = make_user("ada")
        self.eve = make_user("eve")
        self.note = make_note(self.ada)
        self.edit = reverse("notes:edit", args=[self.note.pk])
        self.delete = reverse("notes:delete", args=[self.note.pk])

    def test_who_is_not_signed_in_is_sent_to_sign_in_and_back(self) -> None:
        for path in ["/notes/new/", self.edit, self.delete]:
            with self.subTest(path=path):
                self.assertRedirects(self.client.get(path), f"/sign-in/?next={path}")
                self.assertRedirects(self.client.post(path), f"/sign-in/?next={path}")
        self.assertTrue(Note.objects.filter(pk=self.note.pk).exists())

    def test_a_new_note_belongs_to_its_writer_whatever_the_form_sends(self) -> None:
        self.client.force_login(self.ada)
        before = datetime.now(UTC)
        sent = {"title": "Tea", "text": "Green.", "author": self.eve.pk, "created": "1999-01-01"}
        response = self.client.post("/notes/new/", sent, follow=True)
        note = Note.objects.get(title="Tea")
        self.assertRedirects(response, note.get_absolute_url())
        self.assertContains(response, "The note is saved.")
        self.assertEqual(note.author, self.ada)
        self.assertLess(note.created - before, timedelta(minutes=1))
        self.assertGreaterEqual(note.created, before)

    def test_a_form_with_a_fault_comes_back_filled_in_with_the_fault_beside_the_field(self) -> None:
        self.client.force_login(self.ada)
        response = self.client.post("/notes/new/", {"title": "x" * 121, "text": "Kept."})
        self.assertContains(response, "at most 120 characters")
        self.assertContains(response, "Kept.")
        self.assertContains(response, 'aria-invalid="true"')
        self.assertContains(response, "id_title_error")

    def test_an_author_changes_a_note_without_changing_its_author_or_time(self) -> None:
        self.client.force_login(self.ada)
        self.assertContains(self.client.get(self.note.get_absolute_url()), self.edit)
        response = self.client.post(self.edit, {"title": "Oat milk", "text": "One."}, follow=True)
        self.assertContains(response, "The changes are saved.")
        changed = Note.objects.get(pk=self.note.pk)
        self.assertEqual((changed.title, changed.author), ("Oat milk", self.ada))
        self.assertEqual(changed.created, self.note.created)

    def test_an_author_deletes_a_note_after_being_asked(self) -> None:
        self.client.force_login(self.ada)
        self.assertContains(self.client.get(self.delete), "Delete this note?")
        self.assertTrue(Note.objects.filter(pk=self.note.pk).exists())
        response = self.client.post(self.delete, follow=True)
        self.assertContains(response, "“Milk” is deleted.")
        self.assertFalse(Note.objects.filter(pk=self.note.pk).exists())

    def test_a_note_of_somebody_else_is_neither_changed_nor_deleted(self) -> None:
        self.client.force_login(self.eve)
        page = self.client.get(self.note.get_absolute_url())
        self.assertNotContains(page, self.edit)
        self.assertNotContains(page, self.delete)
        for path in [self.edit, self.delete]:
            with self.subTest(path=path):
                for response in [self.client.get(path), self.client.post(path, {"title": "x", "text": "x"})]:
                    self.assertContains(response, "You are not allowed to do this", status_code=403)
        self.note.refresh_from_db()
        self.assertEqual(self.note.title, "Milk")

    def test_permissions_open_the_notes_of_others_one_by_one(self) -> None:
        self.client.force_login(make_user("corrector", "change_note"))
        self.assertEqual(self.client.get(self.edit).status_code, 200)
        self.assertEqual(self.client.get(self.delete).status_code, 403)
        self.client.force_login(make_user("cleaner", "delete_note"))
        self.assertEqual(self.client.get(self.edit).status_code, 403)
        self.assertEqual(self.client.get(self.delete).status_code, 200)


class AccountTests(TestCase):
    """Signing in and out."""

    def test_signing_in_leads_back_to_where_one_wanted_to_go(self) -> None:
        make_user("ada", password="secret of ada")
        sent = {"username": "ada", "password": "secret of ada", "next": "/notes/new/"}
        self.assertRedirects(self.client.post("/sign-in/", sent), "/notes/new/")

    def test_signing_in_leads_to_no_other_site(self) -> None:
        make_user("ada", password="secret of ada")
        sent = {"username": "ada", "password": "secret of ada", "next": "https://example.com/"}
        self.assertRedirects(self.client.post("/sign-in/", sent), "/")

    def test_a_wrong_password_is_refused_with_a_reason(self) -> None:
        make_user("ada", password="secret of ada")
        response = self.client.post("/sign-in/", {"username": "ada", "password": "guess"})
        self.assertContains(response, "Please enter a correct username and password")

    def test_sign_in_link_leads_back_to_the_page_it_is_on(self) -> None:
        self.assertContains(self.client.get("/notes/?q=a%26b"), "/sign-in/?next=%2Fnotes%2F%3Fq%3Da%2526b")

    def test_signing_out_takes_a_post_and_ends_the_session(self) -> None:
        self.client.force_login(make_user("ada"))
        self.assertEqual(self.client.get("/sign-out/").status_code, 405)
        self.assertRedirects(self.client.post("/sign-out/"), "/")
        self.assertContains(self.client.get("/"), "Sign in")

    @override_settings(ENVIRONMENT_NAME="prod")
    def test_sign_in_page_of_a_site_without_accounts_tells_how_to_make_one(self) -> None:
        self.assertContains(self.client.get("/sign-in/"), "bin/manage-prod createsuperuser")
        make_user("ada")
        self.assertNotContains(self.client.get("/sign-in/"), "createsuperuser")

    @override_settings(DEBUG=True, ENVIRONMENT_NAME="")
    def test_sign_in_page_without_an_ini_tells_of_the_demo_account(self) -> None:
        self.assertContains(self.client.get("/sign-in/"), "python manage.py createdemo")


class AdminTests(TestCase):
    """The notes in the admin."""

    def setUp(self) -> None:
        self.client.force_login(User.objects.create_superuser("root"))

    def test_search_finds_notes_by_word_and_by_author(self) -> None:
        make_note(make_user("ada"), title="Tea", text="Green.")
        make_note(title="Coffee", text="Black.")
        for query, title in [("green", "Tea"), ("ada", "Tea"), ("coffee", "Coffee")]:
            with self.subTest(query=query):
                response = self.client.get("/admin/notes/note/", {"q": query})
                self.assertEqual([note.title for note in response.context["cl"].queryset], [title])

    def test_form_of_a_note_opens(self) -> None:
        self.assertContains(self.client.get(f"/admin/notes/note/{make_note().pk}/change/"), "Two bottles.")

    @override_settings(ENVIRONMENT_NAME="prod")
    def test_pages_name_the_environment(self) -> None:
        self.assertContains(self.client.get("/admin/"), "Environment: <strong>prod</strong>")

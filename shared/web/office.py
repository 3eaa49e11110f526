"""Everything that the api app can ask for, in one value."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Self

from shared.usecases.accept_photo import AcceptPhoto
from shared.usecases.audit import Audit
from shared.usecases.count_photos import CountPhotos
from shared.usecases.delete_card import DeleteCard, DeletePhoto
from shared.usecases.draw_quads import DrawQuads
from shared.usecases.edit_card import EditCard, GetCard, TypeCard
from shared.usecases.erase_person import ErasePerson
from shared.usecases.export_cards import ExportCards
from shared.usecases.file_card import FileCard
from shared.usecases.find_duplicates import FindDuplicates
from shared.usecases.import_sheet import ImportSheet
from shared.usecases.list_cards import ListCards
from shared.usecases.list_photos import ListPhotos
from shared.usecases.merge_cards import MergeCards
from shared.usecases.paging import READERS
from shared.usecases.ports import CardIndex, CardRows, Changes, Clock, Originals, Outputs, PhotoRows, WorkQueue
from shared.usecases.retry_photo import RetryPhoto
from shared.usecases.upload_photo import UploadPhoto


@dataclass(frozen=True, slots=True)
class Stores:
    """Where everything is."""

    originals: Originals
    outputs: Outputs
    photos: PhotoRows
    cards: CardRows
    index: CardIndex
    changes: Changes
    queue: WorkQueue
    audit: Audit


@dataclass(frozen=True, slots=True)
class Office:
    """The use cases and stores behind the API."""

    originals: Originals
    outputs: Outputs
    photos: PhotoRows
    cards: CardRows
    upload: UploadPhoto
    list_photos: ListPhotos
    retry: RetryPhoto
    draw_quads: DrawQuads
    list_cards: ListCards
    get_card: GetCard
    edit_card: EditCard
    type_card: TypeCard
    delete_card: DeleteCard
    delete_photo: DeletePhoto
    erase_person: ErasePerson
    find_duplicates: FindDuplicates
    merge_cards: MergeCards
    changes: Changes
    count_photos: CountPhotos
    audit: Audit
    export_cards: ExportCards
    import_sheet: ImportSheet

    @classmethod
    def of(cls, stores: Stores, accept: AcceptPhoto, file: FileCard, count_photos: CountPhotos, clock: Clock) -> Self:
        """The use cases on these stores."""
        photos, cards, index = stores.photos, stores.cards, stores.index
        delete_card = DeleteCard(file, clock)
        retry = RetryPhoto(photos, stores.queue)
        readers = ThreadPoolExecutor(READERS)
        list_cards, edit_card = ListCards(cards, index, readers), EditCard(file)
        return cls(
            originals=stores.originals,
            outputs=stores.outputs,
            photos=photos,
            cards=cards,
            upload=UploadPhoto(stores.originals, accept),
            list_photos=ListPhotos(photos, readers),
            retry=retry,
            draw_quads=DrawQuads(photos, cards, retry, delete_card),
            list_cards=list_cards,
            get_card=GetCard(cards),
            edit_card=edit_card,
            type_card=TypeCard(file),
            delete_card=delete_card,
            delete_photo=DeletePhoto(photos, cards, index, stores.queue, delete_card, clock),
            erase_person=ErasePerson(cards, index, delete_card),
            find_duplicates=FindDuplicates(cards, index),
            merge_cards=MergeCards(cards, file),
            changes=stores.changes,
            count_photos=count_photos,
            audit=stores.audit,
            export_cards=ExportCards(list_cards, stores.outputs, readers),
            import_sheet=ImportSheet(cards, edit_card, readers),
        )

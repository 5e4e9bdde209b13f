"""Refusals of this room: data that can't be learned from, classifiers that can't be trusted.

ReadingError
├── DataRejected          a file of examples can't be used
│   ├── NothingToLearn    there are no examples in it
│   ├── TooFewExamples    too few examples, or too few of one label
│   ├── OneLabelOnly      there is nothing to tell apart
│   ├── UnknownLabel      a label is not one of those allowed
│   ├── NoHeading         the first row does not name the columns
│   └── Unreadable        the bytes are not text in a known encoding
├── ArtifactRejected      a saved classifier can't be trusted
│   ├── Damaged           a file is missing or not as it was written
│   └── TooNew            it was written by a later version of the product
├── UnknownVersion        the registry keeps no such classifier
└── FolderTaken           a classifier was to be written over something else

The message of each is a sentence in Chinese that says what is wrong and what to do; it names
rows and columns, never the text of a retailer.
"""


class ReadingError(Exception):
    """无法完成识别方面的操作。"""


class DataRejected(ReadingError):
    """样本文件不能使用。"""


class NothingToLearn(DataRejected):
    """样本文件里没有样本。"""


class TooFewExamples(DataRejected):
    """样本太少。"""


class OneLabelOnly(DataRejected):
    """样本只有一个类别，分不出东西来。"""


class UnknownLabel(DataRejected):
    """样本里有不认识的类别。"""


class NoHeading(DataRejected):
    """样本文件缺少表头。"""


class Unreadable(DataRejected):
    """样本文件读不出来。"""


class ArtifactRejected(ReadingError):
    """分类器文件不能使用。"""


class Damaged(ArtifactRejected):
    """分类器文件缺失或被改动过。"""


class TooNew(ArtifactRejected):
    """分类器由更新的版本写成。"""


class UnknownVersion(ReadingError):
    """没有这个分类器版本。"""


class FolderTaken(ReadingError):
    """文件夹里有别的东西，不能写成分类器。"""

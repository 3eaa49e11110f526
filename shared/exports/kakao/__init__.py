"""Cards and sentences in, KakaoTalk's skill responses out; pure."""

/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.zmqtt.broker.guarantees;

/**
 * What became of a message.
 *
 * @param copies how often it came: to a subscriber of the broker when publishing, to the
 * application when receiving; 0 also when the application only began with it
 * @param seen what the publisher was told
 * @param swallowed whether the next message was lost, for it was taken for this one
 */
record Outcome(int copies, Seen seen, boolean swallowed) {

	boolean isLost() {
		return this.copies == 0;
	}

	boolean isRepeated() {
		return this.copies > 1;
	}

	@Override
	public String toString() {
		String times = isLost() ? "lost" : isRepeated() ? "twice" : "once";
		String told = switch (this.seen) {
			case NOTHING, SUCCESS -> "";
			case FAILED -> ", fails";
			case UNKNOWN -> ", outcome unknown";
		};
		return times + told + (this.swallowed ? ", swallows the next one" : "");
	}

	/**
	 * What a publisher was told.
	 */
	enum Seen {

		/**
		 * It is gone, or it is no publisher.
		 */
		NOTHING,

		SUCCESS,

		/**
		 * Nothing was sent.
		 */
		FAILED,

		/**
		 * The message may have been sent or not.
		 */
		UNKNOWN

	}

}

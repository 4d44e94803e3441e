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

package io.zmqtt.internal.session;

import java.util.List;
import java.util.Map;

import io.zmqtt.ReasonCode;
import io.zmqtt.TopicFilter;
import io.zmqtt.UserProperty;
import io.zmqtt.internal.packet.AckProperties;

/**
 * A request to end the subscriptions of a route.
 */
public abstract class UnsubscribeOperation {

	/**
	 * Return the user properties of UNSUBSCRIBE.
	 */
	protected List<UserProperty> userProperties() {
		return List.of();
	}

	/**
	 * Return whether somebody still waits for the answer.
	 */
	protected abstract boolean isOpen();

	/**
	 * Return the time at which the wait ends.
	 */
	protected abstract long deadline();

	/**
	 * The broker has answered, or there was nothing to ask it.
	 */
	protected abstract void answered(Map<TopicFilter, ReasonCode> results, AckProperties properties);

	/**
	 * The deadline has passed.
	 */
	protected abstract void timedOut();

}

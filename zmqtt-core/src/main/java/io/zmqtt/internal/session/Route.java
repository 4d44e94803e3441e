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

import io.zmqtt.ReasonCode;
import io.zmqtt.TopicFilter;
import io.zmqtt.internal.packet.AckProperties;
import org.jspecify.annotations.Nullable;

/**
 * A receiver of messages: the client's subscription.
 */
public interface Route {

	/**
	 * Make the object that stands for a message at this receiver.
	 * @param arrival the message, valid during this call
	 * @param first the object that another receiver of the same message made and that is
	 * in the ledger, or null if this receiver is the first
	 * @return the object, in the ledger if it is the first
	 */
	Delivery accept(Arrival arrival, @Nullable Delivery first);

	/**
	 * Take a message that was made by {@link #accept}.
	 * @param delivery the message
	 */
	void deliver(Delivery delivery);

	/**
	 * The broker has answered to a filter of this receiver.
	 * @param filter the filter
	 * @param reasonCode the reason code
	 * @param properties the properties of SUBACK
	 */
	void answered(TopicFilter filter, ReasonCode reasonCode, AckProperties properties);

}
